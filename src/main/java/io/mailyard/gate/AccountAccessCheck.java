package io.mailyard.gate;

import static io.mailyard.gate.PresentedSecret.unauthenticated;

import io.mailyard.access.Token;
import io.mailyard.api.Call;
import io.mailyard.base.AccountId;
import io.mailyard.base.AccountState;
import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.wire.Out;
import io.mailyard.wire.Refusal;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Checks the account's state and tariff for a call by one of its tokens (docs/spec/states.md). */
final class AccountAccessCheck {
    private final AccountAccessSource terms;
    private final CallRates<AccountId> rates;

    AccountAccessCheck(AccountAccessSource terms, CallRates<AccountId> rates) {
        this.terms = terms;
        this.rates = rates;
    }

    /**
     * Access of the token's account.
     *
     * @throws ApiException error 401 where it is deleted
     */
    AccountAccess existing(Token token, AccountId account) {
        AccountAccess known = terms.of(account);
        if (known.standing() == AccountState.DELETED) {
            throw unauthenticated(
                    ": token '"
                            + token.name()
                            + "' belongs to account "
                            + account
                            + ", which is deleted");
        }
        return known;
    }

    /** Access of an account. */
    AccountAccess of(AccountId account) {
        return terms.of(account);
    }

    /** Throws error 429 if the account's tokens together exceed its tariff. */
    void mustBeSlow(Call call, AccountId account, AccountAccess known) {
        OptionalLong wait = rates.take(account, known.callsPerMinute());
        if (wait.isPresent()) {
            throw AccessGate.tooFast(
                    call,
                    wait.getAsLong(),
                    "account "
                            + account
                            + " has made more calls than the "
                            + known.callsPerMinute()
                            + " in a minute of its tariff");
        }
    }

    /** Throws error 403 if the account is frozen, with the notice, or inactive. */
    static void mustBeOpen(AccountId account, AccountAccess known) {
        switch (known.standing()) {
            case ACTIVE -> {}
            case FROZEN -> throw frozen(account, known.freeze());
            case INACTIVE, DELETED ->
                    throw ApiException.forbidden("account " + account + " is switched off");
        }
    }

    private static Refusal frozen(AccountId account, Optional<AccountAccess.FreezeReason> freeze) {
        StringBuilder text = new StringBuilder("account " + account + " is frozen");
        freeze.flatMap(AccountAccess.FreezeReason::until)
                .ifPresent(until -> text.append(" until ").append(until));
        freeze.flatMap(AccountAccess.FreezeReason::reason)
                .ifPresent(reason -> text.append(": ").append(reason));
        return new Refusal(ErrorCode.FORBIDDEN, text.toString(), notice(freeze));
    }

    /** Members that show a freeze to administrators. */
    private static Consumer<Out> notice(Optional<AccountAccess.FreezeReason> freeze) {
        return out -> {
            out.object(
                    "frozen_details",
                    details -> {
                        freeze.flatMap(AccountAccess.FreezeReason::paymentUrl)
                                .ifPresent(url -> details.text("payment_url", url));
                        freeze.flatMap(AccountAccess.FreezeReason::reason)
                                .ifPresent(reason -> details.text("reason", reason));
                    });
            out.time(
                    "frozen_until", freeze.flatMap(AccountAccess.FreezeReason::until).orElse(null));
        };
    }
}
