package io.mailyard.panel;

import io.mailyard.base.Fault;
import io.mailyard.panel.FormView.Input;
import io.mailyard.wire.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The inputs of a form, and what they say as a call's parameters. */
public interface FormInputs {
    /** Returns the inputs of a new object. */
    Map<String, Input> fresh();

    /** Returns the inputs with the values of an object, as an answer shows it. */
    Map<String, Input> shown(Value.Members object);

    /**
     * Returns the inputs as they were sent.
     *
     * @param now the object as another has changed it meanwhile
     */
    Map<String, Input> sent(Visit visit, List<Fault> faults, Optional<Value.Members> now);

    /** Returns the values in the form as a call's parameters. */
    Map<String, Value> params(Visit visit);

    /** Faults of nothing that is in the form. */
    List<Fault> others(List<Fault> faults);
}
