package io.mailyard.backups;

import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;

/** Reads members of a manifest; one that is missing or of another kind is a fault. */
final class JsonMembers {
    private JsonMembers() {}

    static String text(Value.Members object, String name) {
        if (object.values().get(name) instanceof Value.Text(String text)) {
            return text;
        }
        throw fault(name);
    }

    static long number(Value.Members object, String name) {
        if (object.values().get(name) instanceof Value.Numeral(String literal)
                && literal.matches("-?[0-9]{1,18}")) {
            return Long.parseLong(literal);
        }
        throw fault(name);
    }

    static Value.Members object(Value.Members object, String name) {
        if (object.values().get(name) instanceof Value.Members members) {
            return members;
        }
        throw fault(name);
    }

    static boolean has(Value.Members object, String name) {
        return object.values().get(name) instanceof Value.Members;
    }

    static List<Value> items(Value.Members object, String name) {
        if (object.values().get(name) instanceof Value.Items(List<Value> values)) {
            return values;
        }
        throw fault(name);
    }

    static List<String> texts(Value.Members object, String name) {
        List<String> texts = new ArrayList<>();
        for (Value item : items(object, name)) {
            if (!(item instanceof Value.Text(String text))) {
                throw fault(name);
            }
            texts.add(text);
        }
        return List.copyOf(texts);
    }

    private static IllegalArgumentException fault(String name) {
        return new IllegalArgumentException("'" + name + "' is missing or wrong");
    }
}
