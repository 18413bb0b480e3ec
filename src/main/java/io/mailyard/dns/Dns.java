package io.mailyard.dns;

import io.mailyard.dns.DnsAnswer.DnsFailed;
import io.mailyard.dns.DnsAnswer.DnsFound;
import io.mailyard.dns.DnsAnswer.NoData;
import io.mailyard.dns.DnsAnswer.NoSuchName;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** A DNS resolver; it blocks while DNS is slow, so use virtual threads. */
public final class Dns {
    /** Mail hosts tried per domain. */
    public static final int MAX_HOSTS = 16;

    /** Addresses tried per host. */
    public static final int MAX_ADDRESSES = 8;

    private final DnsQueries questions;
    private final RandomGenerator chance;

    private Dns(DnsQueries questions, RandomGenerator chance) {
        this.questions = questions;
        this.chance = chance;
    }

    /** Creates a resolver without sending a query. */
    public static Dns open(DnsConfig config) {
        return new Dns(new DnsQueries(config), RandomGenerator.of("L64X128MixRandom"));
    }

    /** Creates a resolver with a cache of this size. */
    static Dns open(DnsConfig config, int cached) {
        return new Dns(new DnsQueries(config, cached), RandomGenerator.of("L64X128MixRandom"));
    }

    /**
     * Mail hosts of a domain: its MX hosts by preference, those of equal preference in random
     * order; the domain itself if it has no MX but an address.
     *
     * @param domain in A-labels
     */
    public MailHosts mailHosts(String domain) {
        return switch (ask(domain, Type.MX)) {
            case DnsFound<Record> found -> ordered(found.values());
            case NoSuchName<Record> none -> new MailHosts.NoSuchDomain();
            case NoData<Record> none -> implicit(domain);
            case DnsFailed<Record> failed -> new MailHosts.MailHostsFailed(failed.reason());
        };
    }

    private MailHosts ordered(List<Record> records) {
        List<MXRecord> hosts = new ArrayList<>();
        for (Record record : records) {
            if (record instanceof MXRecord host && !host.getTarget().equals(Name.root)) {
                hosts.add(host);
            }
        }
        if (hosts.isEmpty()) {
            return new MailHosts.NullMx();
        }
        shuffle(hosts);
        hosts.sort(Comparator.comparingInt(MXRecord::getPriority));
        return new MailHosts.MailHostNames(
                hosts.stream()
                        .map(host -> shown(host.getTarget()))
                        .distinct()
                        .limit(MAX_HOSTS)
                        .toList());
    }

    private synchronized void shuffle(List<MXRecord> hosts) {
        Collections.shuffle(hosts, chance);
    }

    /** Without an MX the domain is its own mail host (RFC 5321 section 5.1). */
    private MailHosts implicit(String domain) {
        DnsAnswer<InetAddress> old = addresses(domain, Family.IPV4);
        if (old instanceof DnsFound) {
            return new MailHosts.MailHostNames(List.of(domain));
        }
        return switch (addresses(domain, Family.IPV6)) {
            case DnsFound<InetAddress> found -> new MailHosts.MailHostNames(List.of(domain));
            case DnsFailed<InetAddress> failed -> new MailHosts.MailHostsFailed(failed.reason());
            case NoData<InetAddress> none -> none(old);
            case NoSuchName<InetAddress> none -> none(old);
        };
    }

    private static MailHosts none(DnsAnswer<InetAddress> other) {
        return other instanceof DnsFailed<InetAddress> failed
                ? new MailHosts.MailHostsFailed(failed.reason())
                : new MailHosts.NoHost();
    }

    /**
     * Addresses of a name in one family; a literal is its own address. The system's hosts file
     * counts.
     */
    public DnsAnswer<InetAddress> addresses(String name, Family family) {
        if (literal(name)) {
            InetAddress own = InetAddress.ofLiteral(name);
            return Family.of(own) == family ? new DnsFound<>(List.of(own)) : new NoData<>();
        }
        return mapped(ask(name, family.type()), Dns::address, MAX_ADDRESSES);
    }

    /** TXT records of a name, each joined from its parts (RFC 7208 section 3.3). */
    public DnsAnswer<String> texts(String name) {
        return mapped(ask(name, Type.TXT), Dns::text, Integer.MAX_VALUE);
    }

    /** Whether the server queried for a name's TXT records is authoritative for its zone. */
    public boolean isAuthority(String name) {
        try {
            return questions.isAuthoritative(Name.fromString(name, Name.root), Type.TXT);
        } catch (TextParseException none) {
            return false;
        }
    }

    /** Like {@link #addresses}, but all of them, and only for names. */
    public DnsAnswer<InetAddress> allAddresses(String name, Family family) {
        return mapped(ask(name, family.type()), Dns::address, Integer.MAX_VALUE);
    }

    /** Reverse lookup name of an address, for example {@code 1.0.0.127.in-addr.arpa}. */
    public static String reverseName(InetAddress address) {
        return shown(ReverseMap.fromAddress(address));
    }

    /** PTR names of an address. */
    public DnsAnswer<String> names(InetAddress address) {
        return mapped(
                questions.ask(ReverseMap.fromAddress(address), Type.PTR),
                record ->
                        record instanceof PTRRecord ptr
                                ? List.of(shown(ptr.getTarget()))
                                : List.of(),
                MAX_ADDRESSES);
    }

    /** MX host names by preference, as published; {@code .} is one. */
    public DnsAnswer<String> exchanges(String domain) {
        return switch (ask(domain, Type.MX)) {
            case DnsFound<Record> found ->
                    new DnsFound<>(
                            found.values().stream()
                                    .filter(MXRecord.class::isInstance)
                                    .map(MXRecord.class::cast)
                                    .sorted(Comparator.comparingInt(MXRecord::getPriority))
                                    .map(host -> host.getTarget().toString())
                                    .toList());
            case NoData<Record> _ -> new NoData<>();
            case NoSuchName<Record> _ -> new NoSuchName<>();
            case DnsFailed<Record> failed -> new DnsFailed<>(failed.reason());
        };
    }

    /** Name servers (NS) of a zone. */
    public DnsAnswer<String> nameServers(String zone) {
        return mapped(
                ask(zone, Type.NS),
                record ->
                        record instanceof NSRecord server
                                ? List.of(shown(server.getTarget()))
                                : List.of(),
                MAX_HOSTS);
    }

    private DnsAnswer<Record> ask(String name, int type) {
        try {
            return questions.ask(Name.fromString(name, Name.root), type);
        } catch (TextParseException impossible) {
            return new NoSuchName<>();
        }
    }

    private static <T> DnsAnswer<T> mapped(
            DnsAnswer<Record> answer, Function<Record, List<T>> map, int most) {
        return switch (answer) {
            case DnsFound<Record> found -> {
                List<T> values =
                        found.values().stream()
                                .flatMap(record -> map.apply(record).stream())
                                .limit(most)
                                .toList();
                yield values.isEmpty() ? new NoData<>() : new DnsFound<>(values);
            }
            case NoData<Record> none -> new NoData<>();
            case NoSuchName<Record> none -> new NoSuchName<>();
            case DnsFailed<Record> failed -> new DnsFailed<>(failed.reason());
        };
    }

    private static List<InetAddress> address(Record record) {
        return switch (record) {
            case ARecord four -> usable(four.getAddress());
            case AAAARecord six -> usable(six.getAddress());
            default -> List.of();
        };
    }

    /** No host has 0.0.0.0 or a multicast address. */
    private static List<InetAddress> usable(InetAddress address) {
        boolean usable = !address.isAnyLocalAddress() && !address.isMulticastAddress();
        return usable ? List.of(address) : List.of();
    }

    private static List<String> text(Record record) {
        if (!(record instanceof TXTRecord txt)) {
            return List.of();
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        txt.getStringsAsByteArrays().forEach(whole::writeBytes);
        return List.of(whole.toString(StandardCharsets.UTF_8));
    }

    private static String shown(Name name) {
        return name.toString(true);
    }

    private static boolean literal(String name) {
        if (name.indexOf(':') >= 0) {
            return valid(name);
        }
        return !name.isEmpty()
                && name.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'))
                && valid(name);
    }

    private static boolean valid(String literal) {
        try {
            return InetAddress.ofLiteral(literal).getAddress().length > 0;
        } catch (IllegalArgumentException none) {
            return false;
        }
    }
}
