package io.mailyard.routing;

import io.mailyard.base.AccountId;
import java.time.Instant;
import java.util.List;

/**
 * Rules of an account that select a sender for each message.
 *
 * @param name unique within the account
 * @param emailRules rules in order; empty if it routes no e-mail
 * @param smsRules stored for the API only: no SMS is sent
 */
public record VirtualSender(
        VirtualSenderId id,
        AccountId account,
        String name,
        List<Rule> emailRules,
        List<Rule> smsRules,
        Instant createdAt,
        Instant updatedAt) {
    /** Copies the rules. */
    public VirtualSender {
        emailRules = List.copyOf(emailRules);
        smsRules = List.copyOf(smsRules);
    }

    /** Number of senders named by its rules, counting repetitions. */
    long shares() {
        return shares(emailRules) + shares(smsRules);
    }

    private static long shares(List<Rule> rules) {
        return rules.stream().mapToLong(rule -> rule.shares().size()).sum();
    }

    VirtualSender with(
            String newName, List<Rule> newEmailRules, List<Rule> newSmsRules, Instant now) {
        return new VirtualSender(id, account, newName, newEmailRules, newSmsRules, createdAt, now);
    }
}
