package io.mailyard.senders;

import io.mailyard.api.Params;
import io.mailyard.api.Reference;
import io.mailyard.base.ApiException;
import io.mailyard.base.Fault;
import io.mailyard.db.Tx;
import io.mailyard.nodes.Nodes;
import io.mailyard.policies.Policies;
import io.mailyard.policies.Policy;
import io.mailyard.policies.PolicyKind;
import io.mailyard.policies.SigningKey;
import io.mailyard.senders.MtaSettings.DomainType;
import io.mailyard.senders.MtaSettings.Ip;
import io.mailyard.senders.MtaSettings.IspStrategy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what a call wants of a sender against what the store has: nodes, and policies by id or
 * name. Collects every fault with its place; the settings are right only where there is none. Of
 * one call.
 */
final class MtaParser {
    private final Tx tx;
    private final Nodes nodes;
    private final Policies policies;
    private final List<Fault> faults = new ArrayList<>();

    MtaParser(Tx tx, Nodes nodes, Policies policies) {
        this.tx = tx;
        this.nodes = nodes;
        this.policies = policies;
    }

    /** Takes a fault that another has found. */
    void fault(String field, String reason) {
        faults.add(new Fault(field, reason));
    }

    /**
     * Ends the reading.
     *
     * @throws ApiException error 400 with all faults
     */
    void mustBeRight() {
        if (!faults.isEmpty()) {
            throw ApiException.badRequest(faults);
        }
    }

    /** The settings of a new sender. */
    MtaSettings created(Params params) {
        MtaSettings blank =
                new MtaSettings(
                        List.of(),
                        DomainType.FROM,
                        "",
                        params.has(SenderBody.STRATEGY) ? 0 : shipped(PolicyKind.STRATEGY),
                        List.of(),
                        params.has(SenderBody.RETRY_RULE) ? 0 : shipped(PolicyKind.RETRY_RULE),
                        List.of(),
                        List.of());
        return edited(blank, params);
    }

    /** What is absent stays as it is. */
    MtaSettings edited(MtaSettings before, Params params) {
        return new MtaSettings(
                params.find(SenderBody.IPS).map(this::ips).orElse(before.ips()),
                params.find(SenderBody.DOMAIN_TYPE).map(DomainType::of).orElse(before.domainType()),
                params.find(SenderBody.RETURN_PATH_DOMAIN).orElse(before.returnPathDomain()),
                params.find(SenderBody.STRATEGY)
                        .flatMap(given -> id(PolicyKind.STRATEGY, "strategy", given))
                        .orElse(before.strategy()),
                params.find(SenderBody.ISP_STRATEGIES)
                        .map(this::ispStrategies)
                        .orElse(before.ispStrategies()),
                params.find(SenderBody.RETRY_RULE)
                        .flatMap(given -> id(PolicyKind.RETRY_RULE, "retry_rule", given))
                        .orElse(before.retryRule()),
                params.find(SenderBody.LOCK_RULES)
                        .map(given -> ids(PolicyKind.LOCK_RULE, "lock_rules", given))
                        .orElse(before.lockRules()),
                params.find(SenderBody.DKIM_KEYS)
                        .map(given -> ids(PolicyKind.KEY, "dkim_keys", given))
                        .orElse(before.dkimKeys()));
    }

    private List<Ip> ips(List<Params> given) {
        List<Ip> ips = new ArrayList<>();
        Map<String, Integer> places = new HashMap<>();
        Map<Long, Boolean> known = new HashMap<>();
        for (int i = 0; i < given.size(); i++) {
            Params one = given.get(i);
            long node = one.get(SenderBody.NODE_ID);
            String ip = one.get(SenderBody.IP);
            if (!known.computeIfAbsent(node, id -> nodes.find(tx, id).isPresent())) {
                fault("ips[" + i + "].node_id", "no node with id " + node);
            }
            Integer earlier = places.putIfAbsent(node + " " + ip, i);
            if (earlier != null) {
                fault("ips[" + i + "].ip", ip + " on node " + node + " is in ips[" + earlier + "]");
            }
            ips.add(new Ip(node, ip, one.find(SenderBody.HELO).orElse("")));
        }
        return ips;
    }

    private List<IspStrategy> ispStrategies(List<Params> given) {
        List<IspStrategy> read = new ArrayList<>();
        Map<Long, Integer> places = new HashMap<>();
        for (int i = 0; i < given.size(); i++) {
            String place = "isp_strategies[" + i + "]";
            Optional<Long> isp =
                    id(PolicyKind.ISP, place + ".isp", given.get(i).get(SenderBody.ISP));
            Optional<Long> strategy =
                    id(
                            PolicyKind.STRATEGY,
                            place + ".strategy",
                            given.get(i).get(SenderBody.ISP_STRATEGY));
            if (isp.isPresent()) {
                once(places, isp.get(), i, "isp_strategies", ".isp");
                strategy.ifPresent(id -> read.add(new IspStrategy(isp.get(), id)));
            }
        }
        return read;
    }

    private <T extends Policy> List<Long> ids(
            PolicyKind<T> kind, String field, List<Reference> given) {
        List<Long> ids = new ArrayList<>();
        Map<Long, Integer> places = new HashMap<>();
        for (int i = 0; i < given.size(); i++) {
            Optional<Long> id = id(kind, field + "[" + i + "]", given.get(i));
            if (id.isPresent()) {
                once(places, id.get(), i, field, "");
                ids.add(id.get());
            }
        }
        return ids;
    }

    private void once(Map<Long, Integer> places, long id, int place, String field, String member) {
        Integer earlier = places.putIfAbsent(id, place);
        if (earlier != null) {
            fault(
                    field + "[" + place + "]" + member,
                    "is the same as " + field + "[" + earlier + "]" + member);
        }
    }

    private <T extends Policy> Optional<Long> id(
            PolicyKind<T> kind, String field, Reference given) {
        T found;
        try {
            found = policies.named(tx, kind, given);
        } catch (ApiException none) {
            fault(field, none.text());
            return Optional.empty();
        }
        if (found instanceof SigningKey key && key.kind() != SigningKey.Kind.DKIM) {
            fault(field, "key '" + key.name() + "' is of the kind ssh, which signs no mail");
            return Optional.empty();
        }
        return Optional.of(found.id());
    }

    /** The one that came with the program, whatever its name is now. */
    private <T extends Policy> long shipped(PolicyKind<T> kind) {
        return policies.all(tx, kind).stream()
                .filter(Policy::shipped)
                .findFirst()
                .map(Policy::id)
                .orElseThrow(() ->
                        new IllegalStateException("no " + kind.one() + " came with the program"));
    }
}
