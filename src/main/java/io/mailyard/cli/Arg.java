package io.mailyard.cli;

import io.mailyard.api.Param;
import io.mailyard.fields.Field;
import io.mailyard.fields.Fields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A parameter of a call as the command line takes it. An option has the API's name of the
 * parameter, with dashes: {@code reports_day} is {@code --reports-day}.
 *
 * @param param its name on the wire; {@code frozen_details.payment_url} is a member of an object
 * @param option {@code --reports-day}; empty for a positional argument
 */
record Arg(String param, ArgumentKind kind, String option, boolean required, String says) {
    /** Why something is done. */
    static final Arg WHY = option("reason", ArgumentKind.TEXT, "Why, for the audit.");

    /** The first id of a list by ids. */
    static final Arg FROM_ID = option("from_id", ArgumentKind.NUMBER, "Starts at this id.");

    /** The first row of a list in another order than by id. */
    static final Arg FROM =
            option("from", ArgumentKind.TEXT, "Starts a page in an order other than by id.");

    /** An option. */
    static Arg option(String param, ArgumentKind kind, String says) {
        String last = param.substring(param.lastIndexOf('.') + 1).replace('_', '-');
        String suffix = kind == ArgumentKind.SECRET ? "-file" : "";
        return new Arg(param, kind, "--" + last + suffix, false, says);
    }

    /** The option that sets a field. */
    static Arg of(Field<?> field) {
        String needed = field.isNeeded() ? " Needed to create." : "";
        return option(
                field.sent().name(), ArgumentKind.of(field.codec().kind()), field.doc() + needed);
    }

    /** The option that sets a parameter, as the call declares it. */
    static Arg of(Param<?> param) {
        String needed = param.alwaysRequired() ? " Required." : "";
        return option(param.name(), ArgumentKind.of(param.type().schema()), param.doc() + needed);
    }

    /**
     * Some arguments, then an option for each field that a call sets.
     *
     * @param others an option of the same parameter as a field stands in place of the field's
     */
    static Arg[] of(List<Field<?>> fields, Arg... others) {
        List<Arg> options =
                new ArrayList<>(
                        Fields.settable(fields).stream()
                                .map(field ->
                                        Arrays.stream(others)
                                                .filter(arg ->
                                                        arg.param().equals(field.sent().name()))
                                                .findFirst()
                                                .orElseGet(() -> of(field)))
                                .toList());
        List<Arg> first = new ArrayList<>(Arrays.asList(others));
        first.removeAll(options);
        options.addAll(0, first);
        return options.toArray(Arg[]::new);
    }

    /**
     * An option for a member of an object whose own name says too little: {@code --alerts-limits}.
     */
    static Arg inner(String param, ArgumentKind kind, String says) {
        String whole = param.replace('.', '-').replace('_', '-');
        return new Arg(param, kind, "--" + whole, false, says);
    }

    /** A required positional argument. */
    static Arg place(String param, ArgumentKind kind, String says) {
        return new Arg(param, kind, "", true, says);
    }

    /** An optional positional argument. */
    static Arg placeOrNone(String param, ArgumentKind kind, String says) {
        return new Arg(param, kind, "", false, says);
    }

    boolean placed() {
        return option.isEmpty();
    }

    /** The parameter's path into nested objects. */
    List<String> path() {
        return List.of(param.split("\\."));
    }
}
