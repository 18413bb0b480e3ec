package io.mailyard.panel;

import io.mailyard.base.Fault;
import io.mailyard.panel.FormView.Input;
import io.mailyard.panel.FormView.SelectOption;
import io.mailyard.wire.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The inputs of a form with one more, whose values are ticked.
 *
 * @param kind checks or scopes: how they are laid out
 * @param all what may be ticked
 * @param initial what is ticked of a new object, parted by blanks
 */
record CheckedInputs(
        FormInputs rest,
        String name,
        String kind,
        String label,
        String help,
        List<SelectOption> all,
        String initial)
        implements FormInputs {
    @Override
    public Map<String, Input> fresh() {
        return with(rest.fresh(), initial, List.of());
    }

    @Override
    public Map<String, Input> shown(Value.Members object) {
        return with(rest.shown(object), Values.text(object, name).replace(",", ""), List.of());
    }

    @Override
    public Map<String, Input> sent(Visit visit, List<Fault> faults, Optional<Value.Members> now) {
        return with(rest.sent(visit, faults, now), ticked(visit), faults);
    }

    private String ticked(Visit visit) {
        return all.stream()
                .map(SelectOption::value)
                .filter(value -> visit.field(name + ":" + value).equals("true"))
                .collect(Collectors.joining(" "));
    }

    private Map<String, Input> with(Map<String, Input> inputs, String value, List<Fault> faults) {
        Map<String, Input> more = new LinkedHashMap<>(inputs);
        String fault = faults.stream().filter(mine()).map(Fault::reason).findFirst().orElse("");
        more.put(
                name, new Input(name, kind, label, help, value, all, false, "", "", "", fault, ""));
        return more;
    }

    private Predicate<Fault> mine() {
        return fault -> fault.field().equals(name) || fault.field().startsWith(name + "[");
    }

    @Override
    public Map<String, Value> params(Visit visit) {
        Map<String, Value> params = new LinkedHashMap<>(rest.params(visit));
        String ticked = ticked(visit);
        params.put(
                name,
                new Value.Items(
                        ticked.isEmpty()
                                ? List.of()
                                : List.of(ticked.split(" ")).stream()
                                        .<Value>map(Value.Text::new)
                                        .toList()));
        return params;
    }

    @Override
    public List<Fault> others(List<Fault> faults) {
        return rest.others(faults).stream().filter(mine().negate()).toList();
    }
}
