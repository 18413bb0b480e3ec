package io.mailyard.domains;

import io.mailyard.dns.Dns;
import io.mailyard.dns.DnsAnswer;
import io.mailyard.dns.Family;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Checks whether a domain's SPF policy covers an address: {@code check_host()} of RFC 7208 section
 * 4, for one address. Follows includes and redirects, expands macros, and counts as verifiers do.
 */
final class Spf {
    /** Maximum number of terms that ask DNS (RFC 7208 section 4.6.4). */
    static final int MAX_LOOKUPS = 10;

    /** Maximum number of answers without a record (same section). */
    static final int MAX_VOIDS = 2;

    /** Maximum number of hosts of one {@code mx}, or names of one {@code ptr} (same section). */
    private static final int MAX_NAMES = 10;

    /** The results of RFC 7208 section 2.6. */
    enum SpfResult {
        PASS,
        FAIL,
        SOFTFAIL,
        NEUTRAL,
        NONE,
        TEMPERROR,
        PERMERROR;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The result.
     *
     * @param why the term that decided, or what is wrong
     */
    record SpfOutcome(SpfResult result, String why, int lookups) {}

    /** Ends the evaluation with an error. */
    private static final class SpfRecordException extends Exception {
        private final SpfResult result;

        SpfRecordException(SpfResult result, String reason) {
            super(reason, null, false, false);
            this.result = result;
        }
    }

    private final Dns dns;
    private final InetAddress ip;
    private final String sender;
    private final String helo;
    private int lookups;
    private int voids;

    private Spf(Dns dns, InetAddress ip, String sender, String helo) {
        this.dns = dns;
        this.ip = ip;
        this.sender = sender;
        this.helo = helo;
    }

    /**
     * Evaluates the policy of a domain.
     *
     * @param domain domain of the reverse path, in A-labels
     * @param local the local part of the reverse path
     */
    static SpfOutcome check(Dns dns, InetAddress ip, String domain, String local, String helo) {
        Spf spf = new Spf(dns, ip, local + "@" + domain, helo);
        try {
            SpfOutcome outcome = spf.host(domain);
            return new SpfOutcome(outcome.result(), outcome.why(), spf.lookups);
        } catch (SpfRecordException broken) {
            return new SpfOutcome(broken.result, String.valueOf(broken.getMessage()), spf.lookups);
        }
    }

    private SpfOutcome outcome(SpfResult result, String reason) {
        return new SpfOutcome(result, reason, lookups);
    }

    /** Evaluates the policy of one domain: the first mechanism that matches, or the redirect. */
    private SpfOutcome host(String domain) throws SpfRecordException {
        Optional<String> record = record(domain);
        if (record.isEmpty()) {
            return outcome(SpfResult.NONE, domain + " has no SPF record");
        }
        SpfRecord parsed = parsed(domain, record.get());
        for (SpfRecord.Mechanism mechanism : parsed.mechanisms()) {
            if (isMatch(mechanism, domain)) {
                return outcome(mechanism.result(), mechanism.text() + " of " + domain);
            }
        }
        if (parsed.redirect().isEmpty()) {
            return outcome(SpfResult.NEUTRAL, "no term of " + domain + " matches");
        }
        count();
        String target = expand(parsed.redirect(), domain);
        SpfOutcome there = host(target);
        if (there.result() == SpfResult.NONE) {
            throw new SpfRecordException(
                    SpfResult.PERMERROR, "redirect=" + target + " has no SPF record");
        }
        return there;
    }

    private static SpfRecord parsed(String domain, String text) throws SpfRecordException {
        try {
            return SpfRecord.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw new SpfRecordException(
                    SpfResult.PERMERROR, "the record of " + domain + ": " + wrong.getMessage());
        }
    }

    private Optional<String> record(String domain) throws SpfRecordException {
        List<String> records =
                answered(dns.texts(domain)).stream().filter(SpfRecord::isSpf).toList();
        if (records.size() > 1) {
            throw new SpfRecordException(
                    SpfResult.PERMERROR, domain + " has " + records.size() + " SPF records");
        }
        return records.stream().findFirst();
    }

    private boolean isMatch(SpfRecord.Mechanism mechanism, String domain)
            throws SpfRecordException {
        return switch (mechanism.kind()) {
            case ALL -> true;
            case IP4, IP6 -> mechanism.contains(ip);
            case INCLUDE -> isIncluded(target(mechanism, domain));
            case A -> isAddressOf(target(mechanism, domain), mechanism);
            case MX -> isMailHostOf(target(mechanism, domain), mechanism);
            case PTR -> !validated(target(mechanism, domain), false).isEmpty();
            case EXISTS -> exists(target(mechanism, domain));
        };
    }

    /** The domain that a term asks about; counts the term. */
    private String target(SpfRecord.Mechanism mechanism, String domain) throws SpfRecordException {
        count();
        return mechanism.domain().isEmpty() ? domain : expand(mechanism.domain(), domain);
    }

    private void count() throws SpfRecordException {
        lookups++;
        if (lookups > MAX_LOOKUPS) {
            throw new SpfRecordException(
                    SpfResult.PERMERROR, "more than " + MAX_LOOKUPS + " terms that ask DNS");
        }
    }

    private boolean isIncluded(String domain) throws SpfRecordException {
        SpfOutcome there = host(domain);
        return switch (there.result()) {
            case PASS -> true;
            case FAIL, SOFTFAIL, NEUTRAL -> false;
            case NONE ->
                    throw new SpfRecordException(
                            SpfResult.PERMERROR, "include:" + domain + " has no SPF record");
            case TEMPERROR, PERMERROR -> throw new SpfRecordException(there.result(), there.why());
        };
    }

    private boolean isAddressOf(String name, SpfRecord.Mechanism mechanism)
            throws SpfRecordException {
        return asked(dns.allAddresses(name, Family.of(ip))).stream()
                .anyMatch(address -> mechanism.covers(address, ip));
    }

    private boolean isMailHostOf(String domain, SpfRecord.Mechanism mechanism)
            throws SpfRecordException {
        List<String> hosts = asked(dns.exchanges(domain));
        if (hosts.size() > MAX_NAMES) {
            throw new SpfRecordException(
                    SpfResult.PERMERROR, "mx:" + domain + " has more than " + MAX_NAMES + " hosts");
        }
        for (String host : hosts) {
            if (!host.equals(".") && isAddressOf(host, mechanism)) {
                return true;
            }
        }
        return false;
    }

    private boolean exists(String name) throws SpfRecordException {
        return !asked(dns.allAddresses(name, Family.IPV4)).isEmpty();
    }

    /**
     * Names of the address that resolve to it (RFC 7208 section 5.5).
     *
     * @param isAny whether names outside of the domain count as well
     */
    private List<String> validated(String domain, boolean isAny) throws SpfRecordException {
        List<String> found = new ArrayList<>();
        DnsAnswer<String> names = dns.names(ip);
        if (names instanceof DnsAnswer.DnsFailed<String>) {
            return found;
        }
        for (String name : asked(names).stream().limit(MAX_NAMES).toList()) {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean isWithin = lower.equals(domain) || lower.endsWith("." + domain);
            if ((isWithin || isAny)
                    && dns.allAddresses(name, Family.of(ip))
                            instanceof DnsAnswer.DnsFound<InetAddress>(List<InetAddress> addresses)
                    && addresses.contains(ip)) {
                found.add(lower);
            }
        }
        return found;
    }

    private String expand(String text, String domain) throws SpfRecordException {
        try {
            String pointer = SpfMacros.needsPointer(text) ? pointer(domain) : "unknown";
            return new SpfMacros(ip, sender, helo, pointer).domain(text, domain);
        } catch (IllegalArgumentException wrong) {
            throw new SpfRecordException(SpfResult.PERMERROR, wrong.getMessage() + " in " + text);
        }
    }

    /** The value of the macro {@code p}. */
    private String pointer(String domain) throws SpfRecordException {
        List<String> names = validated(domain, true);
        return names.stream()
                .filter(domain::equals)
                .findFirst()
                .or(() -> names.stream().filter(item -> item.endsWith("." + domain)).findFirst())
                .or(() -> names.stream().findFirst())
                .orElse("unknown");
    }

    /** The records of a term's question; counts an answer without any. */
    private <T> List<T> asked(DnsAnswer<T> answer) throws SpfRecordException {
        List<T> values = answered(answer);
        if (values.isEmpty()) {
            voids++;
            if (voids > MAX_VOIDS) {
                throw new SpfRecordException(
                        SpfResult.PERMERROR,
                        "more than " + MAX_VOIDS + " terms whose names have no record");
            }
        }
        return values;
    }

    private static <T> List<T> answered(DnsAnswer<T> answer) throws SpfRecordException {
        return switch (answer) {
            case DnsAnswer.DnsFound<T>(List<T> values) -> values;
            case DnsAnswer.NoData<T> _, DnsAnswer.NoSuchName<T> _ -> List.of();
            case DnsAnswer.DnsFailed<T>(String reason) ->
                    throw new SpfRecordException(SpfResult.TEMPERROR, reason);
        };
    }
}
