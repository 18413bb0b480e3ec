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
 * Addresses of a domain's mail hosts by preference, both families for each host (RFC 5321 section
 * 5.1). The addresses tried for one attempt form a round, bounded in number and time. Not
 * thread-safe.
 */
final class HostAddresses {
    /** Addresses per round, over all hosts. */
    private static final int MAX_ADDRESSES = 6;

    /** Addresses per host, so that a large host leaves some for the next. */
    private static final int MAX_PER_HOST = 3;

    /** No further address is tried in a round after this time. */
    private static final Duration ROUND_TIMEOUT = Duration.ofMinutes(3);

    /** Reasons that are reported. */
    private static final int MAX_REASONS = 4;

    /**
     * Mail hosts of a domain.
     *
     * @param names host names, the most preferred first
     * @param privateNetworks whether addresses outside the public Internet are allowed
     */
    record Hosts(List<String> names, int port, TlsRule tls, boolean privateNetworks) {}

    /** An address to try. */
    record HostAddress(String name, InetAddress address, Hosts hosts) {
        Family family() {
            return Family.of(address);
        }
    }

    private final Dns dns;
    private final Hosts hosts;
    private final List<Family> families;
    private final Deque<HostAddress> ready = new ArrayDeque<>();
    private final List<String> reasons = new ArrayList<>();
    private int nextHostIndex;
    private int tried;
    private boolean lookupFailed;
    private boolean hasPrivate;
    private long end;

    /**
     * @param families families of the sender's addresses, the preferred one first
     */
    HostAddresses(Dns dns, Hosts hosts, List<Family> families) {
        this.dns = dns;
        this.hosts = hosts;
        this.families = families;
        beginRound();
    }

    /** Begins another round with the remaining addresses. */
    void beginRound() {
        end = System.nanoTime() + ROUND_TIMEOUT.toNanos();
        tried = 0;
    }

    /** The next address of this round; empty if there is none. */
    Optional<HostAddress> nextHost() {
        if (!hasNext()) {
            return Optional.empty();
        }
        tried++;
        return Optional.of(ready.remove());
    }

    /** Whether this round has another address. */
    boolean hasNext() {
        if (tried == MAX_ADDRESSES || System.nanoTime() - end > 0) {
            return false;
        }
        while (ready.isEmpty() && nextHostIndex < hosts.names().size()) {
            lookUp(hosts.names().get(nextHostIndex));
            nextHostIndex++;
        }
        return !ready.isEmpty();
    }

    private void lookUp(String name) {
        int found = 0;
        List<String> without = new ArrayList<>();
        for (Family family : families) {
            switch (dns.addresses(name, family)) {
                case DnsAnswer.DnsFound<InetAddress>(var addresses) -> {
                    int room = MAX_PER_HOST - found - (family == families.getLast() ? 0 : 1);
                    found += add(name, addresses, Math.max(1, room));
                }
                case DnsAnswer.DnsFailed<InetAddress> failed -> {
                    lookupFailed = true;
                    addReason(failed.reason());
                }
                case DnsAnswer.NoData<InetAddress> none -> without.add(family.toString());
                case DnsAnswer.NoSuchName<InetAddress> none -> {
                    addReason("mail host " + name + " does not exist");
                    return;
                }
            }
        }
        if (without.size() == families.size()) {
            addReason("mail host " + name + " has no " + String.join(" or ", without) + " address");
        }
    }

    private int add(String name, List<InetAddress> addresses, int most) {
        int added = 0;
        for (InetAddress address : addresses) {
            if (added == most) {
                break;
            }
            if (hosts.privateNetworks() || PublicAddresses.contains(address)) {
                ready.add(new HostAddress(name, address, hosts));
                added++;
            } else {
                hasPrivate = true;
                addReason(
                        "mail host "
                                + name
                                + " is at "
                                + address.getHostAddress()
                                + ", which is not on the public Internet (delivery.private-networks)");
            }
        }
        return added;
    }

    private void addReason(String reason) {
        if (reasons.size() < MAX_REASONS && !reasons.contains(reason)) {
            reasons.add(reason);
        }
    }

    /** Reasons why no address could be tried. */
    String reason() {
        return reasons.isEmpty() ? "no mail host can be tried" : String.join("; ", reasons);
    }

    /** Whether the hosts have only addresses that mail must not go to. */
    boolean isUnusable() {
        return hasPrivate && !lookupFailed && tried == 0;
    }
}
