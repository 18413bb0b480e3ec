package io.mailyard.panel;

import io.mailyard.base.Fault;
import io.mailyard.panel.FormView.Input;
import io.mailyard.wire.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The inputs of a form with one more that no field declares, such as a password.
 *
 * @param kind password or check
 * @param isParam whether the call takes it; else it is for the page alone
 */
record ExtraInputs(
        FormInputs rest, String name, String kind, String label, String help, boolean isParam)
        implements FormInputs {
    /** The field with the person's own password. */
    static final String CONFIRM = "present";

    /** With the person's own password, where it was not given lately. */
    static FormInputs confirmed(SignedIn signedIn, FormInputs inputs) {
        return signedIn.person().confirmed()
                ? inputs
                : new ExtraInputs(
                        inputs,
                        CONFIRM,
                        signedIn.person().again().isEmpty() ? "password" : "again",
                        signedIn.words().text("confirm.password"),
                        signedIn.words().text("confirm.help"),
                        false);
    }

    @Override
    public Map<String, Input> fresh() {
        return with(rest.fresh(), "", List.of());
    }

    @Override
    public Map<String, Input> shown(Value.Members object) {
        return with(rest.shown(object), "", List.of());
    }

    @Override
    public Map<String, Input> sent(Visit visit, List<Fault> faults, Optional<Value.Members> now) {
        String value = kind.equals("check") ? visit.field(name) : "";
        return with(rest.sent(visit, faults, now), value, faults);
    }

    private Map<String, Input> with(Map<String, Input> inputs, String value, List<Fault> faults) {
        Map<String, Input> more = new LinkedHashMap<>(inputs);
        String fault =
                faults.stream()
                        .filter(one -> one.field().equals(name))
                        .map(Fault::reason)
                        .findFirst()
                        .orElse("");
        more.put(
                name,
                new Input(name, kind, label, help, value, List.of(), false, "", "", "", fault, ""));
        return more;
    }

    @Override
    public Map<String, Value> params(Visit visit) {
        Map<String, Value> params = new LinkedHashMap<>(rest.params(visit));
        String text = visit.field(name);
        if (isParam && !text.isEmpty()) {
            params.put(
                    name,
                    kind.equals("check")
                            ? new Value.Flag(text.equals("true"))
                            : new Value.Text(text));
        }
        return params;
    }

    @Override
    public List<Fault> others(List<Fault> faults) {
        return rest.others(faults).stream().filter(one -> !one.field().equals(name)).toList();
    }
}
