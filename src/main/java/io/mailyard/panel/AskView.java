package io.mailyard.panel;

import io.mailyard.base.Fault;
import io.mailyard.panel.FormView.SelectOption;
import java.util.List;

/**
 * A question before an act, with what it would do.
 *
 * @param effects what the dry run says it would do, a sentence each
 * @param fields what the act is told, such as {@code reason}
 * @param password whether the person's password is asked for
 * @param typed what must be typed before the act is done; empty: nothing
 * @param whole whether what follows is a page of its own, which no dialog has room for
 */
public record AskView(
        String title,
        String action,
        List<String> effects,
        List<AskField> fields,
        String typed,
        String typedLabel,
        boolean password,
        String submit,
        boolean danger,
        String back,
        List<Fault> faults,
        CallExample call,
        boolean whole) {

    AskView(
            String title,
            String action,
            List<String> effects,
            List<AskField> fields,
            String typed,
            String typedLabel,
            boolean password,
            String submit,
            boolean danger,
            String back,
            List<Fault> faults,
            CallExample call) {
        this(
                title,
                action,
                effects,
                fields,
                typed,
                typedLabel,
                password,
                submit,
                danger,
                back,
                faults,
                call,
                false);
    }

    /**
     * Something that the act is told.
     *
     * @param choices what may be chosen; empty: it is typed
     */
    public record AskField(
            String name,
            String label,
            String help,
            String value,
            boolean needed,
            boolean lines,
            int most,
            List<SelectOption> choices) {
        AskField(
                String name,
                String label,
                String help,
                String value,
                boolean needed,
                boolean lines,
                int most) {
            this(name, label, help, value, needed, lines, most, List.of());
        }
    }

    /** Returns the reason of a field's first fault; empty: nothing is wrong. */
    public String fault(String name) {
        return faults.stream()
                .filter(fault -> isOf(name, fault))
                .map(Fault::reason)
                .findFirst()
                .orElse("");
    }

    /** Whether a fault is that of a field, which the call may take within another. */
    private static boolean isOf(String name, Fault fault) {
        String path = fault.field();
        return path.equals(name) || path.endsWith("." + name) || path.startsWith(name + "[");
    }

    /** Returns the reasons of faults that are of nothing that can be typed. */
    public List<String> otherFaults() {
        return faults.stream()
                .filter(fault ->
                        fields.stream().noneMatch(field -> isOf(field.name(), fault))
                                && !List.of("typed", "password").contains(fault.field()))
                .map(Fault::reason)
                .distinct()
                .toList();
    }
}
