package io.mailyard.delivery;

import io.mailyard.base.PublicAddresses;
import io.mailyard.dns.Dns;
import io.mailyard.dns.DnsAnswer;
import io.mailyard.dns.Family;
import io.mailyard.smtp.TlsRule;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The addresses of a domain's mail hosts, one after another: by preference, of each host both
 * families (RFC 5321 section 5.1). All that are tried for one attempt are one round, bounded by
 * number and time. For one thread.
 */
final class HostAddresses {
    /** Of one round, of all hosts together. */
    private static final int MAX_ADDRESSES = 6;

    /** Of one host, so that a large one leaves room for the next. */
    private static final int MAX_OF_HOST = 3;

    /** Nothing more is tried in a round after it; what is under way ends. */
    private static final Duration ROUND = Duration.ofMinutes(3);

    /** As many of the reasons as are told. */
    private static final int MAX_REASONS = 4;

    /**
     * Where mail for a domain goes.
     *
     * @param names of the hosts, the most preferred first
     * @param anywhere whether addresses that are not of the public Internet will do
     */
    record Hosts(List<String> names, int port, TlsRule tls, boolean anywhere) {}

    /** One to be tried. */
    record Target(String name, InetAddress address, Hosts hosts) {
        Family family() {
            return Family.of(address);
        }
    }

    private final Dns dns;
    private final Hosts hosts;
    private final List<Family> families;
    private final Deque<Target> ready = new ArrayDeque<>();
    private final List<String> reasons = new ArrayList<>();
    private int next;
    private int tried;
    private boolean unsure;
    private boolean refused;
    private long end;

    /**
     * @param families of the sender's addresses, the preferred one first
     */
    HostAddresses(Dns dns, Hosts hosts, List<Family> families) {
        this.dns = dns;
        this.hosts = hosts;
        this.families = families;
        begin();
    }

    /** Another round begins with what is left. */
    void begin() {
        end = System.nanoTime() + ROUND.toNanos();
        tried = 0;
    }

    /** The next one to be tried in this round; empty: there is none. */
    Optional<Target> next() {
        if (!hasNext()) {
            return Optional.empty();
        }
        tried++;
        return Optional.of(ready.remove());
    }

    /** Whether this round has another one to be tried. */
    boolean hasNext() {
        if (tried == MAX_ADDRESSES || System.nanoTime() - end > 0) {
            return false;
        }
        while (ready.isEmpty() && next < hosts.names().size()) {
            lookUp(hosts.names().get(next));
            next++;
        }
        return !ready.isEmpty();
    }

    private void lookUp(String name) {
        int found = 0;
        List<String> without = new ArrayList<>();
        for (Family family : families) {
            switch (dns.addresses(name, family)) {
                case DnsAnswer.Found<InetAddress>(var addresses) -> {
                    int room = MAX_OF_HOST - found - (family == families.getLast() ? 0 : 1);
                    found += add(name, addresses, Math.max(1, room));
                }
                case DnsAnswer.Failed<InetAddress> failed -> {
                    unsure = true;
                    because(failed.reason());
                }
                case DnsAnswer.NoData<InetAddress> none -> without.add(family.toString());
                case DnsAnswer.NoSuchName<InetAddress> none -> {
                    because("mail host " + name + " does not exist");
                    return;
                }
            }
        }
        if (without.size() == families.size()) {
            because("mail host " + name + " has no " + String.join(" or ", without) + " address");
        }
    }

    private int add(String name, List<InetAddress> addresses, int most) {
        int added = 0;
        for (InetAddress address : addresses) {
            if (added == most) {
                break;
            }
            if (hosts.anywhere() || PublicAddresses.contains(address)) {
                ready.add(new Target(name, address, hosts));
                added++;
            } else {
                refused = true;
                because(
                        "mail host "
                                + name
                                + " is at "
                                + address.getHostAddress()
                                + ", which is not of the public Internet (delivery.private-networks)");
            }
        }
        return added;
    }

    private void because(String reason) {
        if (reasons.size() < MAX_REASONS && !reasons.contains(reason)) {
            reasons.add(reason);
        }
    }

    /** Why nothing could be tried: of each host. */
    String reason() {
        return reasons.isEmpty() ? "no mail host can be tried" : String.join("; ", reasons);
    }

    /** Whether none ever will: all that the hosts have is addresses that mail may not go to. */
    boolean leadsNowhere() {
        return refused && !unsure && tried == 0;
    }
}
