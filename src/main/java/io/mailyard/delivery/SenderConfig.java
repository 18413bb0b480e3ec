package io.mailyard.delivery;

import io.mailyard.policies.LockRule;
import io.mailyard.policies.RetryRule;
import io.mailyard.policies.Strategy;
import java.util.List;
import java.util.Map;

/**
 * Configuration of a sender on this node.
 *
 * @param sources its addresses here, used in turn; if empty it does not send from this node
 * @param domainType the domain to use if {@code returnPathDomain} is empty
 * @param returnPathDomain domain of the reverse path {@code bounces+ID@...}, with the recipient's
 *     id; empty to use {@code domainType}
 * @param strategy for every ISP not in {@code ispStrategies}
 * @param ispStrategies by ISP name
 * @param lockRules the lock rules that apply
 */
public record SenderConfig(
        long id,
        String name,
        List<EgressAddress> sources,
        DomainType domainType,
        String returnPathDomain,
        Strategy strategy,
        Map<String, Strategy> ispStrategies,
        RetryRule retryRule,
        List<LockRule> lockRules) {
    /** Domain used in the reverse path. */
    public enum DomainType {
        /** The domain of the message: the reverse path stays as submitted. */
        FROM,
        /** The PTR name of the source address, if known. */
        PTR
    }

    public SenderConfig {
        sources = List.copyOf(sources);
        ispStrategies = Map.copyOf(ispStrategies);
        lockRules = List.copyOf(lockRules);
    }

    /**
     * Whether each recipient has its own reverse path, so recipients cannot share a transaction.
     */
    boolean hasRecipientReturnPaths() {
        return !returnPathDomain.isEmpty() || domainType == DomainType.PTR;
    }

    /** Strategy for an ISP. */
    Strategy strategyFor(String isp) {
        return ispStrategies.getOrDefault(isp, strategy);
    }
}
