package io.mailyard.panel;

import io.mailyard.fields.Field;
import io.mailyard.panel.FormView.SelectOption;
import io.mailyard.wire.Value;
import java.util.List;
import java.util.Map;

/** Parts that the pages of a kind of objects have besides list and form; each has a default. */
interface NounExtras {
    /** A kind with nothing more. */
    NounExtras NONE = new NounExtras() {};

    /** The orders of its list, the usual one first; empty: it is not searched or sorted. */
    default List<String> sorts() {
        return List.of();
    }

    /** The field by whose words its list is filtered; empty: none. */
    default String filter() {
        return "";
    }

    /** The words of {@link #filter} that are offered. */
    default List<String> filterWords() {
        return List.of();
    }

    /** Choices in the form of an object, by parameter. */
    default Map<String, List<SelectOption>> references(SignedIn signedIn, Value.Members object) {
        return Map.of();
    }

    /**
     * The fields of an object's form, of those that the kind has.
     *
     * @param object without members: a new one
     */
    default List<Field<?>> settable(List<Field<?>> fields, Value.Members object) {
        return fields;
    }

    /** Whether saving needs the person's password, given lately. */
    default boolean isConfirmed() {
        return false;
    }

    /** Whether an object can be deleted at all. */
    default boolean mayDelete(Value.Members object) {
        return true;
    }

    /** Whether a form leads to its object once it is saved, not to the list. */
    default boolean staysWithObject() {
        return false;
    }

    /** Whether {@link #preview} shows what a form comes to while it is filled in. */
    default boolean hasPreview() {
        return false;
    }

    /**
     * Outcome of the values in a form, as HTML.
     *
     * @param params the values in the form, as parameters of a call
     */
    default String preview(SignedIn signedIn, Frame frame, Value.Members params) {
        return "";
    }

    /** Part beside the form of an object, as HTML. */
    default String beside(SignedIn signedIn, Frame frame, Value.Members object) {
        return "";
    }

    /** Part above the list, as HTML. */
    default String above(SignedIn signedIn, Frame frame) {
        return "";
    }

    /** Pages above its list. */
    default List<Frame.Crumb> crumbs(SignedIn signedIn) {
        return List.of();
    }
}
