package io.mailyard.mime;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The domains in whose name a message is sent: those of From, Sender, Resent-From and Resent-Sender
 * (RFC 5322 sections 3.6.2 and 3.6.6), in all fields of these names that any reader could see.
 *
 * @param from the distinct domains of the addresses in From, the first one's first
 * @param authors number of addresses in From
 * @param clear whether From can be read in only one way
 * @param sender whether there is a Sender with an address
 * @param others the domains in the other fields, by the field's name
 */
public record Originators(
        List<String> from,
        int authors,
        boolean clear,
        boolean sender,
        Map<String, List<String>> others) {
    private static final List<String> OTHERS = List.of("Sender", "Resent-From", "Resent-Sender");

    /** Copies the collections. */
    public Originators {
        from = List.copyOf(from);
        others = Map.copyOf(others);
    }

    /** The originators of a message as it will be sent. */
    public static Originators of(byte[] message) {
        List<AddressList> from = lists(message, "From");
        Set<String> domains = new LinkedHashSet<>();
        from.forEach(list -> domains.addAll(list.domains()));
        Map<String, List<String>> others = new LinkedHashMap<>();
        for (String name : OTHERS) {
            List<String> named =
                    lists(message, name).stream()
                            .flatMap(list -> list.domains().stream())
                            .distinct()
                            .toList();
            if (!named.isEmpty()) {
                others.put(name, named);
            }
        }
        return new Originators(
                List.copyOf(domains),
                from.stream().mapToInt(list -> list.addresses().size()).sum(),
                from.size() == 1 && from.getFirst().clear(),
                others.containsKey("Sender"),
                others);
    }

    private static List<AddressList> lists(byte[] message, String name) {
        return readers(message, name).stream().map(AddressList::of).toList();
    }

    /**
     * The values of a field, from the top down. A header with lines that are not fields ends there
     * for some readers and continues for others: both parts are searched.
     */
    static List<AddressFieldReader> readers(byte[] message, String name) {
        Map<Integer, AddressFieldReader> values = new TreeMap<>();
        for (HeaderSection.HeaderField field : HeaderSection.of(message).fields()) {
            if (field.is(name)) {
                values.put(
                        field.from(),
                        AddressFieldReader.of(message, field.colon() + 1, field.to()));
            }
        }
        for (HeaderIndex.IndexedField field : HeaderIndex.of(message).all()) {
            if (field.name().equalsIgnoreCase(name) && !values.containsKey(field.from())) {
                values.put(
                        field.from(),
                        AddressFieldReader.of(message, field.valueFrom(), field.to()));
            }
        }
        return List.copyOf(values.values());
    }
}
