package io.mailyard.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mailyard.dns.Dns;
import io.mailyard.dns.DnsAnswer;
import io.mailyard.policies.Strategy;
import java.net.InetAddress;
import java.time.Duration;

/** By what names we greet, and where bounces go. */
final class HeloAndReturnPath {
    /** Addresses of one machine; more than any has. */
    private static final int ADDRESSES = 10_000;

    /** A PTR record that is put in order is seen soon; one that cannot be had costs a time-out. */
    private static final Duration KEPT = Duration.ofMinutes(5);

    private final Dns dns;
    private final String own;
    private final Cache<InetAddress, String> pointers =
            Caffeine.newBuilder().maximumSize(ADDRESSES).expireAfterWrite(KEPT).build();

    HeloAndReturnPath(Dns dns, String own) {
        this.dns = dns;
        this.own = own;
    }

    /** The name that mail must be greeted by whatever it goes from; empty: that of the source. */
    static String greeting(Strategy strategy, SenderConfig sender, DeliveryTask parcel) {
        if (strategy.helo() != Strategy.Helo.FROM) {
            return "";
        }
        return sender.returnPathDomain().isEmpty()
                ? domain(parcel.envelopeFrom())
                : sender.returnPathDomain();
    }

    private static String domain(String address) {
        return address.substring(address.lastIndexOf('@') + 1);
    }

    /**
     * The name to greet by; empty: the address itself.
     *
     * @param wanted by {@link #greeting}
     */
    String helo(Strategy strategy, SourceRateLimit budget, String wanted) {
        if (!budget.source().helo().isEmpty()) {
            return budget.source().helo();
        }
        return switch (strategy.helo()) {
            case IP -> "";
            case FROM -> wanted.isEmpty() ? named(budget) : wanted;
            case PTR -> named(budget);
        };
    }

    private String named(SourceRateLimit budget) {
        String pointer = pointer(budget.address());
        return pointer.isEmpty() ? own : pointer;
    }

    /** The name of an address by its PTR record; empty where none can be had. */
    private String pointer(InetAddress address) {
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return "";
        }
        String known = pointers.getIfPresent(address);
        if (known != null) {
            return known;
        }
        String found =
                dns.names(address) instanceof DnsAnswer.Found<String>(var names)
                        ? names.getFirst()
                        : "";
        pointers.put(address, found);
        return found;
    }

    /** The reverse path of a parcel that goes from that address. */
    String reversePath(SenderConfig sender, SourceRateLimit budget, DeliveryTask parcel) {
        if (parcel.envelopeFrom().isEmpty()) {
            return "";
        }
        String domain = sender.returnPathDomain();
        if (domain.isEmpty() && sender.domainType() == SenderConfig.DomainType.PTR) {
            String helo = budget.source().helo();
            domain = helo.isEmpty() ? pointer(budget.address()) : helo;
        }
        return domain.isEmpty() ? parcel.envelopeFrom() : "bounces+" + parcel.id() + "@" + domain;
    }
}
