package io.mailyard.panel;

import io.mailyard.base.Fault;
import io.mailyard.base.Sha256;
import io.mailyard.panel.FormView.Input;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A form that makes an object or changes one, unless another has changed it meanwhile.
 *
 * @param action where it is sent
 * @param call what saves it
 * @param keys the parameters that name the object
 * @param titles the titles of its parts, with the names of the inputs in each
 * @param submit what its button says
 * @param back where "cancel" leads
 */
record FormSheet(
        FormInputs inputs,
        String action,
        String call,
        Map<String, Value> keys,
        Map<String, List<String>> titles,
        String submit,
        String back) {
    /** Outcome of a form that was sent. */
    sealed interface Sent {
        /** The call was made. */
        record Saved(CallResult result) implements Sent {}

        /** Not taken: the form again, which says why. */
        record Refused(int status, FormView form) implements Sent {}
    }

    /** The form of a new object. */
    FormView fresh() {
        return view("", inputs.fresh(), List.of(), false);
    }

    /** The form of an object. */
    FormView shown(Value.Members object) {
        return view(version(object), inputs.shown(object), List.of(), false);
    }

    /**
     * Takes the form.
     *
     * @param now the object as it is; empty: it is a new one
     */
    Sent send(SignedIn signedIn, Optional<Value.Members> now) {
        Visit visit = signedIn.visit();
        String version = now.map(FormSheet::version).orElse("");
        if (!visit.field("version").equals(version)) {
            return new Sent.Refused(
                    409, view(version, inputs.sent(visit, List.of(), now), List.of(), true));
        }
        Map<String, Value> params = new LinkedHashMap<>(keys);
        params.putAll(inputs.params(visit));
        CallResult saved = signedIn.calls().call(call, new Value.Members(params));
        if (saved.isOk()) {
            return new Sent.Saved(saved);
        }
        List<Fault> faults = AccountActs.faults(saved);
        return new Sent.Refused(
                422,
                view(
                        version,
                        inputs.sent(visit, faults, Optional.empty()),
                        inputs.others(faults),
                        false));
    }

    /** The form again, with what is wrong before the call is made. */
    Sent refused(SignedIn signedIn, Optional<Value.Members> now, List<Fault> faults) {
        return new Sent.Refused(
                422,
                view(
                        now.map(FormSheet::version).orElse(""),
                        inputs.sent(signedIn.visit(), faults, Optional.empty()),
                        inputs.others(faults),
                        false));
    }

    /** Of what the form shows: another value means that another has changed it. */
    private static String version(Value.Members object) {
        String changed = Values.text(object, "updated_at");
        return changed.isEmpty()
                ? Sha256.hex(JsonText.write(out -> object.values().forEach(out::value)))
                        .substring(0, 16)
                : changed;
    }

    private FormView view(
            String version, Map<String, Input> shown, List<Fault> others, boolean conflict) {
        Map<String, Value> example = new LinkedHashMap<>(keys);
        shown.values().stream()
                .filter(Input::needed)
                .forEach(input -> example.put(input.name(), new Value.Text(input.value())));
        return new FormView(
                action,
                version,
                Forms.parts(shown, titles),
                others,
                conflict,
                submit,
                back,
                CallExample.of(call, new Value.Members(example)));
    }
}
