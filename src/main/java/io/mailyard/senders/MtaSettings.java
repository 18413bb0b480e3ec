package io.mailyard.senders;

import java.util.List;
import java.util.Locale;

/**
 * How a sender of type {@code akmta} sends (docs/spec/admin-api.md, section 5). Policies are named
 * by their ids.
 *
 * @param ips where it sends from, in the order given
 * @param returnPathDomain of the reverse path; empty: as {@code domainType} says
 * @param strategy for every ISP that {@code ispStrategies} does not name
 * @param lockRules the lock rules that it heeds
 * @param dkimKeys the DKIM keys that it may sign with
 */
public record MtaSettings(
        List<Ip> ips,
        DomainType domainType,
        String returnPathDomain,
        long strategy,
        List<IspStrategy> ispStrategies,
        long retryRule,
        List<Long> lockRules,
        List<Long> dkimKeys) {

    public MtaSettings {
        ips = List.copyOf(ips);
        ispStrategies = List.copyOf(ispStrategies);
        lockRules = List.copyOf(lockRules);
        dkimKeys = List.copyOf(dkimKeys);
    }

    /** By whose domain it speaks. */
    public enum DomainType {
        /** That of the message's From address. */
        FROM,
        /** The name that the address's PTR record has. */
        PTR;

        /** As the wire has it. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static DomainType of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * An address that a node sends from.
     *
     * @param ip in the form of {@link io.mailyard.base.IpAddress}
     * @param helo what it greets with; empty: as the strategy says
     */
    public record Ip(long node, String ip, String helo) {}

    /** How it sends to one ISP. */
    public record IspStrategy(long isp, long strategy) {}

    /** The strategy for an ISP. */
    public long strategyFor(long isp) {
        return ispStrategies.stream()
                .filter(one -> one.isp() == isp)
                .map(IspStrategy::strategy)
                .findFirst()
                .orElse(strategy);
    }
}
