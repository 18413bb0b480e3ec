package io.mailyard.domains;

import io.mailyard.api.ObjectSchema;
import io.mailyard.wire.Out;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A record that should be in DNS for a domain.
 *
 * @param value the value to publish; empty if the owner of the name chooses it
 * @param check checks whether it is there
 */
record DnsRecord(
        DnsRecordKind kind,
        String name,
        String type,
        String value,
        String why,
        DnsRecordCheck check) {
    /** Its purpose. */
    enum DnsRecordKind {
        CHALLENGE,
        DKIM,
        SPF,
        RETURN_PATH,
        DMARC,
        PTR,
        HELO;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Asks DNS, and waits for the answer. */
    @FunctionalInterface
    interface DnsRecordCheck {
        Finding look(List<NameServer> resolvers);
    }

    /** Identifies it among the domain's records; a record with another value is another record. */
    String key() {
        return String.join(" ", kind.name().toLowerCase(Locale.ROOT), type, name, value);
    }

    /** The members that {@link #write} writes. */
    static final ObjectSchema SCHEMA =
            ObjectSchema.of("DnsRecord", "A DNS record of a domain, and what DNS has at its name.")
                    .word(
                            "kind",
                            "Purpose of the record.",
                            Arrays.stream(DnsRecordKind.values()).map(DnsRecordKind::word).toList())
                    .text("name", "Name of the record.")
                    .text("type", "Such as TXT.")
                    .text("value", "Value to publish.")
                    .text("why", "Why to publish it.")
                    .including(Finding.SCHEMA);

    void write(Out out, Finding finding) {
        out.text("kind", kind.word())
                .text("name", name)
                .text("type", type)
                .text("value", value)
                .text("why", why);
        finding.write(out);
    }
}
