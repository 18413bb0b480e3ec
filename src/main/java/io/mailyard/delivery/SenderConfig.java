package io.mailyard.delivery;

import io.mailyard.policies.LockRule;
import io.mailyard.policies.RetryRule;
import io.mailyard.policies.Strategy;
import java.util.List;
import java.util.Map;

/**
 * How a sender sends from this node.
 *
 * @param sources its addresses here, used in turn; none: it does not send from this node
 * @param domainType by whose domain it speaks where {@code returnPathDomain} is empty
 * @param returnPathDomain of the reverse path: {@code bounces+ID@...}, with the recipient's id;
 *     empty: as {@code domainType} says
 * @param strategy for every ISP that {@code ispStrategies} does not name
 * @param ispStrategies by the ISP's name
 * @param lockRules the rules that it heeds
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
    /** By whose domain a sender speaks. */
    public enum DomainType {
        /** The message's own: the reverse path stays as it was submitted. */
        FROM,
        /** The name of the address it goes from, where that is known. */
        PTR
    }

    public SenderConfig {
        sources = List.copyOf(sources);
        ispStrategies = Map.copyOf(ispStrategies);
        lockRules = List.copyOf(lockRules);
    }

    /** The strategy for an ISP. */
    Strategy strategyFor(String isp) {
        return ispStrategies.getOrDefault(isp, strategy);
    }
}
