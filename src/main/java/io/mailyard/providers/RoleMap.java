package io.mailyard.providers;

import io.mailyard.api.Type;
import io.mailyard.api.Types;
import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.Field;
import io.mailyard.fields.LineText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which role a provider's value gives.
 *
 * @param byValue in the order in which they are looked through
 */
public record RoleMap(Map<String, String> byValue) {
    /** More than any platform has. */
    private static final int MOST = 50;

    private static final int MAX_VALUE = 512;
    private static final int MAX_ROLE = 128;

    public RoleMap {
        byValue = Collections.unmodifiableMap(new LinkedHashMap<>(byValue));
    }

    /** The field of a provider. */
    static Field<RoleMap> field(String doc) {
        return field(LineText.type(1, MAX_ROLE), doc);
    }

    /** The field of a provider whose roles are of the type {@code role}. */
    static Field<RoleMap> field(Type<String> role, String doc) {
        Type<RoleMap> type = Types.map(RoleMap::value, role, MOST).map(RoleMap::new);
        return Field.of(
                "roles",
                type,
                ColumnCodec.PAIRS.map(RoleMap::new, RoleMap::byValue),
                new RoleMap(Map.of()),
                doc);
    }

    private static String value(String given) {
        if (given.isBlank() || given.length() > MAX_VALUE) {
            throw new IllegalArgumentException(
                    "must be a value of 1 to " + MAX_VALUE + " characters");
        }
        return LineText.checked(given.strip());
    }

    /** Returns this map with another name of a role. */
    public RoleMap renamed(String from, String to) {
        Map<String, String> renamed = new LinkedHashMap<>(byValue);
        renamed.replaceAll((_, role) -> role.equals(from) ? to : role);
        return new RoleMap(renamed);
    }

    /**
     * The role of a person with these values: that of the first in the list which is among them.
     */
    public Optional<String> roleOf(Set<String> values) {
        return byValue.entrySet().stream()
                .filter(entry -> values.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
