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
import java.util.function.Supplier;

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
        record FormRefused(int status, FormView form) implements Sent {}
    }

    /** The form of a new object. */
    FormView fresh() {
        return view("", inputs.fresh(), List.of(), false);
    }

    /** The form of an object. */
    FormView shown(Value.Members object) {
        return view(version(object), inputs.shown(object), List.of(), false);
    }

    /** Takes the form of a new object. */
    Sent send(SignedIn signedIn) {
        return sent(signedIn, signedIn.calls().call(call, params(signedIn)), "");
    }

    /**
     * Takes the form of an object.
     *
     * @param read reads the object as it is
     */
    Sent send(SignedIn signedIn, Supplier<Value.Members> read) {
        String version = signedIn.visit().field("version");
        return signedIn.calls()
                .callUnless(() -> !version.equals(version(read.get())), call, params(signedIn))
                .map(saved -> sent(signedIn, saved, version))
                .orElseGet(() -> overtaken(signedIn, read.get()));
    }

    private Value.Members params(SignedIn signedIn) {
        Map<String, Value> params = new LinkedHashMap<>(keys);
        params.putAll(inputs.params(signedIn.visit()));
        return new Value.Members(params);
    }

    private Sent overtaken(SignedIn signedIn, Value.Members now) {
        Map<String, Input> shown = inputs.sent(signedIn.visit(), List.of(), Optional.of(now));
        return new Sent.FormRefused(409, view(version(now), shown, List.of(), true));
    }

    private Sent sent(SignedIn signedIn, CallResult saved, String version) {
        if (saved.isOk()) {
            return new Sent.Saved(saved);
        }
        Visit visit = signedIn.visit();
        List<Fault> faults = AccountActs.faults(saved);
        return new Sent.FormRefused(
                422,
                view(
                        version,
                        inputs.sent(visit, faults, Optional.empty()),
                        inputs.others(faults),
                        false));
    }

    /** The form again, with what is wrong before the call is made. */
    Sent refused(SignedIn signedIn, Optional<Value.Members> now, List<Fault> faults) {
        return new Sent.FormRefused(
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
