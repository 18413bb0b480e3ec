package io.mailyard.panel;

import io.mailyard.wire.Value;
import java.util.List;

/**
 * Whether the audit is whole, as the last check found it.
 *
 * @param badges one, or none where the person is not told
 * @param text when it was checked, or what is wrong
 * @param hash of the last row that was checked; empty: none
 */
public record ChainView(List<Badge> badges, String text, String hash) {
    static final ChainView NONE = new ChainView(List.of(), "", "");

    static ChainView of(SignedIn signedIn) {
        if (signedIn.visit().isPartial()) {
            return NONE;
        }
        CallResult result =
                signedIn.calls()
                        .call("audit/verify", "now", signedIn.visit().param("check").equals("now"));
        return result.isOk() ? of(signedIn, result.object()) : NONE;
    }

    private static ChainView of(SignedIn signedIn, Value.Members chain) {
        Translations words = signedIn.words();
        String when =
                Values.time(chain, "checked_at")
                        .map(at ->
                                words.text(
                                        "audit.chain.checked",
                                        words.time(at, signedIn.visit().zone())))
                        .orElse(words.text("audit.chain.running"));
        if (!Values.has(chain, "whole")) {
            return new ChainView(
                    List.of(Badge.off("clock", words.text("audit.chain.unknown"))), when, "");
        }
        String row = words.number(Values.number(chain, "rows"));
        return Values.flag(chain, "whole")
                ? new ChainView(
                        List.of(Badge.good("link-2", words.text("audit.chain.whole", row))),
                        when,
                        Values.text(chain, "hash"))
                : new ChainView(
                        List.of(Badge.bad("triangle-alert", words.text("audit.chain.broken", row))),
                        Values.text(chain, "reason") + ". " + when,
                        "");
    }
}
