package io.mailyard.fields;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.wire.Out;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** An object's fields together: as parameters, as members of an answer, as the audit keeps them. */
public final class Fields {
    private Fields() {}

    /** Some parameters of a call, then those that set these fields. */
    public static Param<?>[] params(List<Field<?>> fields, Param<?>... first) {
        return Stream.concat(
                        Arrays.stream(first),
                        fields.stream().flatMap(field -> field.param().stream()))
                .toArray(Param<?>[]::new);
    }

    /** Parameters of an object in a list: those without an initial value must be given. */
    static Param<?>[] itemParams(List<Field<?>> fields) {
        return fields.stream()
                .map(field -> field.isNeeded() ? field.required() : field.sent())
                .toArray(Param<?>[]::new);
    }

    /** Writes each as a member. */
    public static void write(Out out, List<Field<?>> fields, FieldValues values) {
        for (int i = 0; i < fields.size(); i++) {
            fields.get(i).write(out, values, i);
        }
    }

    /** Declares each as a member of an answer. */
    public static ObjectSchema declare(ObjectSchema answer, List<Field<?>> fields) {
        ObjectSchema declared = answer;
        for (Field<?> field : fields) {
            declared = field.declare(declared);
        }
        return declared;
    }

    /** Some fields, then others. */
    public static List<Field<?>> joined(List<Field<?>> first, List<Field<?>> then) {
        return Stream.concat(first.stream(), then.stream()).<Field<?>>map(field -> field).toList();
    }

    /** The fields for the audit: those that name the object or that calls set. */
    public static List<Field<?>> audited(List<Field<?>> fields) {
        return fields.stream().filter(field -> field.isKey() || field.param().isPresent()).toList();
    }

    /** The fields that calls set, without keys: options of a command, inputs of a form. */
    public static List<Field<?>> settable(List<Field<?>> fields) {
        return fields.stream()
                .filter(field -> !field.isKey() && field.param().isPresent())
                .toList();
    }
}
