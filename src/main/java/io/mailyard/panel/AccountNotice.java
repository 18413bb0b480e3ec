package io.mailyard.panel;

import io.mailyard.wire.Value;

/**
 * Why an account is frozen, as its page says it.
 *
 * @param frozen whether it is
 * @param since when it was, and until when it stays so; empty: until someone lifts it
 */
public record AccountNotice(
        boolean frozen, String reason, String since, String until, String paymentUrl) {
    static AccountNotice of(Frame frame, Value.Members account) {
        Value.Members details = Values.object(account, "frozen_details");
        return new AccountNotice(
                Values.flag(account, "is_frozen"),
                Values.text(details, "reason"),
                Values.time(account, "frozen_since").map(frame::time).orElse(""),
                Values.time(account, "frozen_until").map(frame::time).orElse(""),
                Values.text(details, "payment_url"));
    }
}
