package io.mailyard.routing;

import io.mailyard.base.AccountId;
import java.time.Instant;
import java.util.List;

/**
 * An account's rules that choose a sender for each message.
 *
 * @param name unique in the account
 * @param emailRules in their order; empty: it routes no e-mail
 * @param smsRules kept for the wire: nothing here sends SMS
 */
public record VirtualSender(
        VirtualSenderId id,
        AccountId account,
        String name,
        List<Rule> emailRules,
        List<Rule> smsRules,
        Instant createdAt,
        Instant updatedAt) {
    /** Keeps its own copies. */
    public VirtualSender {
        emailRules = List.copyOf(emailRules);
        smsRules = List.copyOf(smsRules);
    }

    /** How many senders its rules name, one in two rules twice. */
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
