package io.mailyard.domains;

import io.mailyard.base.IpAddress;
import io.mailyard.dns.DnsAnswer;
import io.mailyard.dns.Family;
import io.mailyard.domains.Finding.FindingStatus;
import io.mailyard.domains.NameServer.NameServerAnswer;
import io.mailyard.policies.SigningKey;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Checks whether the records of a domain are correct in DNS. */
final class RecordChecks {
    /** The local part of reverse paths, for SPF's macros. */
    private static final String LOCAL = "bounces";

    private RecordChecks() {}

    /** Checks for the challenge among the TXT records of its name. */
    static DnsRecord.DnsRecordCheck challenge(String name, String value) {
        return resolvers -> {
            NameServerAnswer<String> asked = NameServer.first(resolvers, dns -> dns.texts(name));
            return asked.answer() instanceof DnsAnswer.DnsFound<String>(List<String> values)
                    ? Finding.of(
                            values.stream().map(String::strip).anyMatch(value::equals)
                                    ? FindingStatus.RIGHT
                                    : FindingStatus.DIFFERENT,
                            values,
                            "",
                            asked.resolver())
                    : missing(asked);
        };
    }

    /** Checks the record of a key. */
    static DnsRecord.DnsRecordCheck dkim(SigningKey key) {
        return resolvers -> {
            NameServerAnswer<String> asked =
                    NameServer.first(resolvers, dns -> dns.texts(key.dnsName()));
            if (!(asked.answer() instanceof DnsAnswer.DnsFound<String>(List<String> values))) {
                return missing(asked);
            }
            boolean isRight = values.size() == 1 && key.isPublishedIn(values.getFirst());
            String note =
                    values.size() > 1
                            ? values.size() + " TXT records: which of them counts is undefined"
                            : "";
            return Finding.of(
                    isRight ? FindingStatus.RIGHT : FindingStatus.DIFFERENT,
                    values,
                    note,
                    asked.resolver());
        };
    }

    /** Checks whether a name has one key that verifiers take (RFC 6376 section 3.6.1). */
    static DnsRecord.DnsRecordCheck anyKey(String name) {
        return resolvers -> {
            NameServerAnswer<String> asked = NameServer.first(resolvers, dns -> dns.texts(name));
            if (!(asked.answer() instanceof DnsAnswer.DnsFound<String>(List<String> values))) {
                return missing(asked);
            }
            String fault =
                    values.size() > 1
                            ? values.size() + " TXT records: which of them counts is undefined"
                            : SigningKey.faultOf(values.getFirst());
            return Finding.of(
                    fault.isEmpty() ? FindingStatus.RIGHT : FindingStatus.DIFFERENT,
                    values,
                    fault,
                    asked.resolver());
        };
    }

    /** Checks whether the policy of a domain covers every sending address. */
    static DnsRecord.DnsRecordCheck spf(String domain, List<AccountSenders.SendingSource> sources) {
        return resolvers -> {
            NameServerAnswer<String> asked = NameServer.first(resolvers, dns -> dns.texts(domain));
            if (asked.answer() instanceof DnsAnswer.DnsFailed<String>) {
                return missing(asked);
            }
            NameServer resolver = named(resolvers, asked.resolver());
            List<String> records =
                    asked.answer() instanceof DnsAnswer.DnsFound<String>(List<String> values)
                            ? values.stream().filter(SpfRecord::isSpf).toList()
                            : List.of();
            if (records.isEmpty()) {
                return Finding.of(
                        FindingStatus.ABSENT,
                        List.of(),
                        domain + " has no SPF record",
                        asked.resolver());
            }
            return covered(resolver, domain, sources, records);
        };
    }

    private static Finding covered(
            NameServer resolver,
            String domain,
            List<AccountSenders.SendingSource> sources,
            List<String> records) {
        List<String> wrong = new ArrayList<>();
        boolean isUnknown = false;
        int lookups = 0;
        for (AccountSenders.SendingSource source : sources) {
            Spf.SpfOutcome outcome =
                    Spf.check(
                            resolver.dns(),
                            IpAddress.parsed(source.ip()),
                            domain,
                            LOCAL,
                            source.helo());
            lookups = Math.max(lookups, outcome.lookups());
            if (outcome.result() != Spf.SpfResult.PASS) {
                wrong.add(source.ip() + ": " + outcome.result().word() + ", " + outcome.why());
                isUnknown |= outcome.result() == Spf.SpfResult.TEMPERROR;
            }
        }
        if (wrong.isEmpty()) {
            String note =
                    sources.isEmpty()
                            ? "no sender has an address yet"
                            : "covers every address by "
                                    + lookups
                                    + " of "
                                    + Spf.MAX_LOOKUPS
                                    + " look-ups";
            return Finding.of(FindingStatus.RIGHT, records, note, resolver.name());
        }
        return Finding.of(
                isUnknown ? FindingStatus.UNAVAILABLE : FindingStatus.DIFFERENT,
                records,
                String.join("; ", wrong),
                resolver.name());
    }

    private static NameServer named(List<NameServer> resolvers, String name) {
        return resolvers.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElse(resolvers.getFirst());
    }

    /** Checks whether bounces can be received: the domain accepts mail. */
    static DnsRecord.DnsRecordCheck mailHost(String domain) {
        return resolvers -> {
            NameServerAnswer<String> asked =
                    NameServer.first(resolvers, dns -> dns.exchanges(domain));
            if (asked.answer() instanceof DnsAnswer.DnsFound<String>(List<String> hosts)) {
                boolean isNull = hosts.equals(List.of("."));
                return Finding.of(
                        isNull ? FindingStatus.DIFFERENT : FindingStatus.RIGHT,
                        hosts,
                        isNull ? "the domain says that it takes no mail (RFC 7505)" : "",
                        asked.resolver());
            }
            return missing(asked);
        };
    }

    /** Checks the names of an address, and whether one of them resolves to it. */
    static DnsRecord.DnsRecordCheck pointer(String ip) {
        InetAddress address = IpAddress.parsed(ip);
        return resolvers -> {
            NameServerAnswer<String> asked = NameServer.first(resolvers, dns -> dns.names(address));
            if (!(asked.answer() instanceof DnsAnswer.DnsFound<String>(List<String> names))) {
                return missing(asked);
            }
            for (String name : names) {
                NameServerAnswer<InetAddress> back =
                        NameServer.first(
                                resolvers, dns -> dns.allAddresses(name, Family.of(address)));
                if (back.answer() instanceof DnsAnswer.DnsFailed<InetAddress>(String reason)) {
                    return Finding.of(FindingStatus.UNAVAILABLE, names, reason, back.resolver());
                }
                if (has(back, address)) {
                    return Finding.of(FindingStatus.RIGHT, names, "", asked.resolver());
                }
            }
            return Finding.of(
                    FindingStatus.DIFFERENT,
                    names,
                    "none of them has the address " + ip,
                    asked.resolver());
        };
    }

    /** Checks whether the EHLO name resolves to the sending address. */
    static DnsRecord.DnsRecordCheck greeting(String name, String ip) {
        InetAddress address = IpAddress.parsed(ip);
        return resolvers -> {
            NameServerAnswer<InetAddress> asked =
                    NameServer.first(resolvers, dns -> dns.allAddresses(name, Family.of(address)));
            if (!(asked.answer()
                    instanceof DnsAnswer.DnsFound<InetAddress>(List<InetAddress> found))) {
                return missing(asked);
            }
            return Finding.of(
                    has(asked, address) ? FindingStatus.RIGHT : FindingStatus.DIFFERENT,
                    found.stream().map(InetAddress::getHostAddress).toList(),
                    "",
                    asked.resolver());
        };
    }

    private static boolean has(NameServerAnswer<InetAddress> asked, InetAddress address) {
        return asked.answer() instanceof DnsAnswer.DnsFound<InetAddress>(List<InetAddress> found)
                && found.contains(address);
    }

    static <T> Finding missing(NameServerAnswer<T> asked) {
        return switch (asked.answer()) {
            case DnsAnswer.DnsFound<T> _ -> throw new IllegalStateException("it was found");
            case DnsAnswer.NoData<T> _ ->
                    Finding.of(
                            FindingStatus.ABSENT,
                            List.of(),
                            "the name has no such record",
                            asked.resolver());
            case DnsAnswer.NoSuchName<T> _ ->
                    Finding.of(
                            FindingStatus.ABSENT,
                            List.of(),
                            "there is no such name",
                            asked.resolver());
            case DnsAnswer.DnsFailed<T>(String reason) ->
                    Finding.of(FindingStatus.UNAVAILABLE, List.of(), reason, "");
        };
    }

    /** The type of an address's record. */
    static String addressType(String ip) {
        return switch (Family.of(IpAddress.parsed(ip))) {
            case IPV4 -> "A";
            case IPV6 -> "AAAA";
        };
    }

    /** A mechanism that covers an address. */
    static String mechanism(String ip) {
        return addressType(ip).toLowerCase(Locale.ROOT).equals("a") ? "ip4:" + ip : "ip6:" + ip;
    }
}
