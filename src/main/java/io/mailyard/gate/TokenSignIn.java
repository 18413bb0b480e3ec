package io.mailyard.gate;

import io.mailyard.access.Owner;
import io.mailyard.access.Scopes;
import io.mailyard.access.Token;
import io.mailyard.access.TokenSecret;
import io.mailyard.access.TokenStore;
import io.mailyard.api.Audience;
import io.mailyard.base.AccountId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Accounts' own tokens where another protocol takes a password, to send mail. */
public final class TokenSignIn {
    private final TokenCache tokens;
    private final LastUses uses;
    private final InstantSource clock;

    TokenSignIn(TokenCache tokens, LastUses uses, InstantSource clock) {
        this.tokens = tokens;
        this.uses = uses;
        this.clock = clock;
    }

    /** Verdict on a secret. */
    public sealed interface TokenVerdict {
        /**
         * It may send.
         *
         * @param hash for {@link TokenSignIn#again}
         */
        record MaySend(AccountId account, String hash) implements TokenVerdict {
            /** Masks the hash. */
            @Override
            public String toString() {
                return "MaySend[" + account + "]";
            }
        }

        /** It is known, but may not send; why, for whoever has it. */
        record MayNot(String why) implements TokenVerdict {}

        /** No token has it. */
        record UnknownToken() implements TokenVerdict {}
    }

    /**
     * Looks a secret up by its hash, and counts as a use of the token.
     *
     * @param address where the client is
     */
    public TokenVerdict find(String secret, String address) {
        return TokenSecret.isOfAccount(secret)
                ? again(TokenSecret.hashOf(secret), address)
                : new TokenVerdict.UnknownToken();
    }

    /** Looks up a secret that was found before, by its hash, and counts as a use of the token. */
    public TokenVerdict again(String hash, String address) {
        Optional<TokenStore.StoredSecret> stored =
                tokens.bySecret(Audience.ACCOUNT, hash)
                        .filter(found -> AccessGate.sameHash(found.hash(), hash));
        if (stored.isEmpty()
                || !(stored.get().token().owner() instanceof Owner.AccountOwner(var account))) {
            return new TokenVerdict.UnknownToken();
        }
        Token token = stored.get().token();
        Instant now = clock.instant();
        Optional<String> fault =
                AccessGate.fault(stored.get(), now).or(() -> refusal(token, address));
        if (fault.isPresent()) {
            return new TokenVerdict.MayNot(fault.get());
        }
        uses.note(token, now, address);
        return new TokenVerdict.MaySend(account, hash);
    }

    private static Optional<String> refusal(Token token, String address) {
        if (!token.mayComeFrom(address)) {
            return Optional.of(
                    "token '" + token.name() + "' may not be used from address " + address);
        }
        return token.scopes().includes(Scopes.SEND)
                ? Optional.empty()
                : Optional.of("token '" + token.name() + "' lacks the scope " + Scopes.SEND);
    }
}
