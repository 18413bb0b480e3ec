package io.mailyard.policies;

import io.mailyard.api.ObjectSchema;
import io.mailyard.base.ApiException;
import io.mailyard.dns.DnsAnswer;
import io.mailyard.wire.Out;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a DKIM key is published correctly in DNS (RFC 6376 section 3.6.1).
 *
 * @param found the TXT records in DNS
 * @param reason a sentence for people
 */
record KeyCheck(SigningKey key, KeyCheckStatus status, List<String> found, String reason) {
    /** Its state in DNS. */
    enum KeyCheckStatus {
        PUBLISHED,
        ABSENT,
        DIFFERENT,
        UNAVAILABLE
    }

    /**
     * Asks DNS, and waits for the answer.
     *
     * @param texts returns the TXT records of a name
     */
    static KeyCheck of(SigningKey key, Function<String, DnsAnswer<String>> texts) {
        if (key.kind() != SigningKey.SigningKeyKind.DKIM) {
            throw ApiException.conflict("key '" + key.name() + "' is not a dkim key: DNS has none");
        }
        return switch (texts.apply(key.dnsName())) {
            case DnsAnswer.DnsFound<String> found -> compared(key, found.values());
            case DnsAnswer.NoData<String> none ->
                    new KeyCheck(
                            key, KeyCheckStatus.ABSENT, List.of(), "the name has no TXT record");
            case DnsAnswer.NoSuchName<String> none ->
                    new KeyCheck(key, KeyCheckStatus.ABSENT, List.of(), "there is no such name");
            case DnsAnswer.DnsFailed<String> failed ->
                    new KeyCheck(key, KeyCheckStatus.UNAVAILABLE, List.of(), failed.reason());
        };
    }

    private static KeyCheck compared(SigningKey key, List<String> records) {
        if (records.size() > 1) {
            return new KeyCheck(
                    key,
                    KeyCheckStatus.DIFFERENT,
                    records,
                    "there are "
                            + records.size()
                            + " TXT records, which of them counts is undefined");
        }
        String reason = difference(key, records.getFirst());
        KeyCheckStatus status =
                reason.isEmpty() ? KeyCheckStatus.PUBLISHED : KeyCheckStatus.DIFFERENT;
        return new KeyCheck(key, status, records, reason);
    }

    /** The fault of a key's record that verifiers would refuse; empty if there is none. */
    static String difference(SigningKey key, String record) {
        return difference(tags(key.dnsValue()), tags(record));
    }

    /** The fault of a record that is to be any key's; empty if there is none. */
    static String fault(String record) {
        Map<String, String> found = tags(record);
        if (!found.getOrDefault("v", "DKIM1").equals("DKIM1")) {
            return "its v is " + found.get("v") + ", not DKIM1";
        }
        if (!found.containsKey("p")) {
            return "it has no p: it is not a key";
        }
        if (found.getOrDefault("p", "").isEmpty()) {
            return "its p is empty: the key is revoked";
        }
        String kind = found.getOrDefault("k", "rsa");
        return List.of("rsa", "ed25519").contains(kind) ? "" : "its k is " + kind;
    }

    private static String difference(Map<String, String> wanted, Map<String, String> found) {
        String data = found.getOrDefault("p", "none");
        if (!found.getOrDefault("v", "DKIM1").equals("DKIM1")) {
            return "its v is " + found.get("v") + ", not DKIM1";
        }
        if (data.isEmpty()) {
            return "its p is empty: the key is revoked";
        }
        if (!found.getOrDefault("k", "rsa").equals(wanted.get("k"))) {
            return "its k is " + found.getOrDefault("k", "rsa") + ", not " + wanted.get("k");
        }
        return data.equals(wanted.get("p")) ? "" : "its p is that of another key";
    }

    /** Parses tag=value pairs (RFC 6376 section 3.2); white space in a key has no meaning. */
    private static Map<String, String> tags(String text) {
        return Stream.of(text.split(";"))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair.length == 2)
                .collect(
                        Collectors.toMap(
                                pair -> pair[0].strip().toLowerCase(Locale.ROOT),
                                pair -> pair[1].replaceAll("\\s", ""),
                                (first, _) -> first));
    }

    /** The members that {@link #write} writes. */
    static final ObjectSchema SCHEMA =
            ObjectSchema.of("KeyCheck", "Whether a DKIM key is published correctly.")
                    .number("id", "The key.")
                    .word(
                            "status",
                            "Result of the check.",
                            Arrays.stream(KeyCheckStatus.values()).map(EnumNames::word).toList())
                    .text("reason", "The result in a sentence.")
                    .text("dns_name", "Name of the record.")
                    .text("dns_value", "Value to publish.")
                    .texts("found", "TXT records found.");

    void write(Out out) {
        out.number("id", key.id())
                .text("status", EnumNames.word(status))
                .text("reason", reason)
                .text("dns_name", key.dnsName())
                .text("dns_value", key.dnsValue())
                .texts("found", found);
    }
}
