package io.mailyard.panel;

import io.mailyard.base.Fault;
import io.mailyard.base.Sha256;
import io.mailyard.wire.JsonText;
import java.util.List;

/**
 * A form as a page shows it, made from declared fields.
 *
 * @param action where it is sent
 * @param version of the object when the form was opened, to tell a change by another
 * @param parts its fields, in parts with a title each
 * @param others faults of no field in it
 * @param call what saving it calls, as curl and on the command line
 */
public record FormView(
        String action,
        String version,
        List<FormPart> parts,
        List<Fault> others,
        boolean conflict,
        String submit,
        String back,
        CallExample call) {

    /** A version of what a form shows: another value means that another has changed it. */
    public static String versionOf(List<Input> shown) {
        return Sha256.hex(
                        JsonText.write(out ->
                                shown.forEach(input -> out.text(input.name(), input.value()))))
                .substring(0, 16);
    }

    /** Fields that belong together. */
    public record FormPart(String title, List<Input> inputs) {}

    /** Whether anything is wrong with it. */
    public boolean isFaulty() {
        return conflict
                || !others.isEmpty()
                || parts.stream()
                        .flatMap(part -> part.inputs().stream())
                        .anyMatch(input -> !input.fault().isEmpty());
    }

    /**
     * One field.
     *
     * @param kind text, number, check, choice or lines: which element it is
     * @param value what stands in it; of a box {@code true} or {@code false}
     * @param fault what is wrong with it; empty: nothing
     * @param theirs what another has set it to since the form was opened; empty: the same
     * @param about where the page of fields speaks of it; empty: it does not
     */
    public record Input(
            String name,
            String kind,
            String label,
            String help,
            String value,
            List<SelectOption> choices,
            boolean needed,
            String min,
            String max,
            String maxLength,
            String fault,
            String theirs,
            String about) {
        public Input(
                String name,
                String kind,
                String label,
                String help,
                String value,
                List<SelectOption> choices,
                boolean needed,
                String min,
                String max,
                String maxLength,
                String fault,
                String theirs) {
            this(
                    name, kind, label, help, value, choices, needed, min, max, maxLength, fault,
                    theirs, "");
        }

        /** The id of the element that says more about it; null: none. */
        public String describedBy() {
            return fault.isEmpty() ? name + "-help" : name + "-fault " + name + "-help";
        }
    }

    /** A value that may be chosen, and its words. */
    public record SelectOption(String value, String label) {}
}
