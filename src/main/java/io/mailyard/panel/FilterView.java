package io.mailyard.panel;

import io.mailyard.panel.FormView.SelectOption;
import java.util.List;

/**
 * The filters of a list, which stand in its address.
 *
 * @param address of the list, to which they are sent
 * @param buttons what else may be done with what they let pass, such as a download
 */
public record FilterView(String address, List<ShownFilter> filters, List<FilterButton> buttons) {
    /** None. */
    public static final FilterView NONE = new FilterView("", List.of(), List.of());

    /**
     * One filter.
     *
     * @param kind search, text or choice: which element it is
     * @param placeholder an example; empty: none
     * @param choices of a choice; the first stands for all
     */
    public record ShownFilter(
            String name,
            String kind,
            String label,
            String value,
            String placeholder,
            List<SelectOption> choices) {}

    /** Sends the filters to another address, with one more value. */
    public record FilterButton(
            String label, String icon, String address, String name, String value) {}

    /** A search by words. */
    static ShownFilter search(String label, Visit visit) {
        return new ShownFilter("search", "search", label, visit.param("search"), label, List.of());
    }

    /** A filter by the text that the address has for it. */
    static ShownFilter text(String name, String label, String placeholder, Visit visit) {
        return field(name, label, placeholder, visit.param(name));
    }

    /** A filter by a text. */
    static ShownFilter field(String name, String label, String placeholder, String value) {
        return new ShownFilter(name, "text", label, value, placeholder, List.of());
    }

    /** A filter by one of some values; one that is none of them lets all pass. */
    static ShownFilter choice(String name, String label, Visit visit, List<SelectOption> choices) {
        return new ShownFilter(name, "choice", label, visit.param(name), "", choices);
    }
}
