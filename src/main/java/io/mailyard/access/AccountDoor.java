package io.mailyard.access;

import static io.mailyard.access.PresentedSecret.unauthenticated;

import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.web.Call;
import io.mailyard.web.Out;
import io.mailyard.web.Refusal;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** What the account's own state and tariff say of a call by one of its tokens (spec/states.md). */
final class AccountDoor {
    private final Standings standings;
    private final CallRates<AccountId> rates;

    AccountDoor(Standings standings, CallRates<AccountId> rates) {
        this.standings = standings;
        this.rates = rates;
    }

    /**
     * How the token's account stands.
     *
     * @throws ApiException error 401 where it is deleted
     */
    Standing existing(Token token, AccountId account) {
        Standing standing = standings.of(account);
        if (standing.state() instanceof Standing.Deleted) {
            throw unauthenticated(
                    ": token '"
                            + token.name()
                            + "' belongs to account "
                            + account
                            + ", which is deleted");
        }
        return standing;
    }

    /** Throws error 429 where the account's tokens together are faster than its tariff. */
    void mustBeSlow(Call call, AccountId account, Standing standing) {
        OptionalLong wait = rates.take(account, standing.callsPerMinute());
        if (wait.isPresent()) {
            throw AccessGate.tooFast(
                    call,
                    wait.getAsLong(),
                    "account "
                            + account
                            + " has made more calls than the "
                            + standing.callsPerMinute()
                            + " in a minute of its tariff");
        }
    }

    /** Throws error 403 where the account is frozen, with the notice, or switched off. */
    void mustBeOpen(AccountId account, Standing standing) {
        switch (standing.state()) {
            case Standing.Active _ -> {}
            case Standing.Frozen frozen ->
                    throw new Refusal(ErrorCode.FORBIDDEN, text(account, frozen), notice(frozen));
            case Standing.Inactive _ ->
                    throw ApiException.forbidden("account " + account + " is switched off");
            case Standing.Deleted _ -> throw new IllegalStateException("refused before");
        }
    }

    private static String text(AccountId account, Standing.Frozen frozen) {
        StringBuilder text = new StringBuilder("account " + account + " is frozen");
        frozen.until().ifPresent(until -> text.append(" until ").append(until));
        frozen.reason().ifPresent(reason -> text.append(": ").append(reason));
        return text.toString();
    }

    /** The members by which a frozen account is shown to administrators too. */
    private static Consumer<Out> notice(Standing.Frozen frozen) {
        return out -> {
            out.object(
                    "frozen_details",
                    details -> {
                        frozen.paymentUrl().ifPresent(url -> details.text("payment_url", url));
                        frozen.reason().ifPresent(reason -> details.text("reason", reason));
                    });
            out.time("frozen_until", frozen.until().orElse(null));
        };
    }
}
