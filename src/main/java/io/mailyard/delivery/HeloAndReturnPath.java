package io.mailyard.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mailyard.dns.Dns;
import io.mailyard.dns.DnsAnswer;
import io.mailyard.policies.Strategy;
import java.net.InetAddress;
import java.time.Duration;

/** Chooses the EHLO name and the reverse path. */
final class HeloAndReturnPath {
    /** Addresses of one machine; more than any machine has. */
    private static final int MAX_POINTERS = 10_000;

    /** A corrected PTR record takes effect soon; a failed lookup costs a time-out. */
    private static final Duration POINTER_LIFETIME = Duration.ofMinutes(5);

    private final Dns dns;
    private final String hostName;
    private final Cache<InetAddress, String> pointers =
            Caffeine.newBuilder()
                    .maximumSize(MAX_POINTERS)
                    .expireAfterWrite(POINTER_LIFETIME)
                    .build();

    HeloAndReturnPath(Dns dns, String own) {
        this.dns = dns;
        this.hostName = own;
    }

    /**
     * The EHLO name that the mail requires from any source address; empty to use the source's name.
     */
    static String greeting(Strategy strategy, SenderConfig sender, DeliveryTask task) {
        if (strategy.helo() != Strategy.Helo.FROM) {
            return "";
        }
        return sender.returnPathDomain().isEmpty()
                ? domain(task.envelopeFrom())
                : sender.returnPathDomain();
    }

    private static String domain(String address) {
        return address.substring(address.lastIndexOf('@') + 1);
    }

    /**
     * The EHLO name; empty to use the address itself.
     *
     * @param wanted the result of {@link #greeting}
     */
    String helo(Strategy strategy, SourceRateLimit rateLimit, String wanted) {
        if (!rateLimit.source().helo().isEmpty()) {
            return rateLimit.source().helo();
        }
        return switch (strategy.helo()) {
            case IP -> "";
            case FROM -> wanted.isEmpty() ? pointerOrHostName(rateLimit) : wanted;
            case PTR -> pointerOrHostName(rateLimit);
        };
    }

    private String pointerOrHostName(SourceRateLimit rateLimit) {
        String pointer = pointer(rateLimit.address());
        return pointer.isEmpty() ? hostName : pointer;
    }

    /** The PTR name of an address; empty if there is none. */
    private String pointer(InetAddress address) {
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return "";
        }
        String known = pointers.getIfPresent(address);
        if (known != null) {
            return known;
        }
        String found =
                dns.names(address) instanceof DnsAnswer.DnsFound<String>(var names)
                        ? names.getFirst()
                        : "";
        pointers.put(address, found);
        return found;
    }

    /** The reverse path of a task sent from this address. */
    String reversePath(SenderConfig sender, SourceRateLimit rateLimit, DeliveryTask task) {
        if (task.envelopeFrom().isEmpty()) {
            return "";
        }
        String domain = sender.returnPathDomain();
        if (domain.isEmpty() && sender.domainType() == SenderConfig.DomainType.PTR) {
            String helo = rateLimit.source().helo();
            domain = helo.isEmpty() ? pointer(rateLimit.address()) : helo;
        }
        return domain.isEmpty() ? task.envelopeFrom() : "bounces+" + task.id() + "@" + domain;
    }
}
