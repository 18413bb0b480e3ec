package io.mailyard.panel;

import io.mailyard.panel.FormView.SelectOption;
import java.util.List;

/**
 * The filters of a list, which stand in its address.
 *
 * @param address of the list, to which they are sent
 * @param buttons what else may be done with what they let pass, such as a download
 */
public record FilterView(String address, List<Filter> filters, List<FilterButton> buttons) {
    /** None. */
    public static final FilterView NONE = new FilterView("", List.of(), List.of());

    /**
     * One filter.
     *
     * @param kind search, text or choice: which element it is
     * @param placeholder an example; empty: none
     * @param choices of a choice; the first stands for all
     */
    public record Filter(
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
    static Filter search(String label, Visit visit) {
        return new Filter("search", "search", label, visit.param("search"), label, List.of());
    }

    /** A filter by the text that the address has for it. */
    static Filter text(String name, String label, String placeholder, Visit visit) {
        return field(name, label, placeholder, visit.param(name));
    }

    /** A filter by a text. */
    static Filter field(String name, String label, String placeholder, String value) {
        return new Filter(name, "text", label, value, placeholder, List.of());
    }

    /** A filter by one of some values; one that is none of them lets all pass. */
    static Filter choice(String name, String label, Visit visit, List<SelectOption> choices) {
        return new Filter(name, "choice", label, visit.param(name), "", choices);
    }
}
