package io.mailyard.gate;

import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.web.Call;
import io.mailyard.web.Query;
import io.mailyard.web.Value;
import java.util.Locale;
import java.util.Optional;

/** Where a call has its token's secret (spec/admin-api.md, section 1 "Token"). */
final class PresentedSecret {
    /** Longer than any token that was ever given out; spares the hash of a megabyte. */
    private static final int MAX_CHARS = 512;

    private PresentedSecret() {}

    /**
     * The secret: of the body, else of the header, else of the URL where that is allowed.
     *
     * @throws ApiException error 401 where there is none, or where it stands where it must not
     */
    static String of(Call call, boolean inUrlAllowed) {
        Optional<String> inUrl = Query.first(call.request().query(), "token");
        if (inUrl.isPresent() && !inUrlAllowed) {
            throw unauthenticated(
                    ": a token in the URL is refused, since URLs end up in logs; send it in the body"
                            + " or as Authorization: Bearer, and replace this one");
        }
        String secret = inBody(call).or(() -> bearer(call)).or(() -> inUrl).orElse("").strip();
        if (secret.isEmpty()) {
            throw unauthenticated("");
        }
        if (secret.length() > MAX_CHARS) {
            throw unauthenticated(": this token is unknown");
        }
        return secret;
    }

    private static Optional<String> inBody(Call call) {
        Value token = call.body().values().get("token");
        return token instanceof Value.Text(String text) && !text.isBlank()
                ? Optional.of(text)
                : Optional.empty();
    }

    private static Optional<String> bearer(Call call) {
        return call.request()
                .header("Authorization")
                .filter(header -> header.toLowerCase(Locale.ROOT).startsWith("bearer "))
                .map(header -> header.substring("bearer ".length()));
    }

    /** Error 401; {@code why} follows what is required. */
    static ApiException unauthenticated(String why) {
        return new ApiException(ErrorCode.UNAUTHENTICATED, "API token required" + why);
    }
}
