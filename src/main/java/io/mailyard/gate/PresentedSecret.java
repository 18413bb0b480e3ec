package io.mailyard.gate;

import io.mailyard.api.Call;
import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.http.Query;
import io.mailyard.wire.Value;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds a call's token secret (docs/spec/admin-api.md, section 1 "Token"). */
final class PresentedSecret {
    /** Longer than any issued token; avoids hashing a megabyte. */
    private static final int MAX_CHARS = 512;

    private static final String BEARER = "bearer ";

    private PresentedSecret() {}

    /**
     * The secret: the member {@code token}, the Bearer header, or the URL if allowed; several must
     * be equal. Other credentials in the header belong to a proxy and are ignored.
     *
     * @throws ApiException error 401 if there is none, several differ, or it is in a wrong place
     */
    static String of(Call call, boolean inUrlAllowed) {
        Optional<String> inUrl = Query.first(call.request().query(), "token");
        if (inUrl.isPresent() && !inUrlAllowed) {
            throw unauthenticated(
                    ": a token in the URL is refused, since URLs end up in logs; send it in the body"
                            + " or as Authorization: Bearer, and replace this one");
        }
        List<String> secrets =
                Stream.of(inBody(call), bearer(call), inUrl)
                        .flatMap(Optional::stream)
                        .map(String::strip)
                        .filter(secret -> !secret.isEmpty())
                        .distinct()
                        .toList();
        if (secrets.isEmpty()) {
            throw unauthenticated("");
        }
        if (secrets.size() > 1) {
            throw unauthenticated(
                    ": the request has two different tokens, in its body, its Authorization or its URL; send one");
        }
        if (secrets.getFirst().length() > MAX_CHARS) {
            throw unauthenticated(": this token is unknown");
        }
        return secrets.getFirst();
    }

    private static Optional<String> inBody(Call call) {
        Value token = call.body().values().get("token");
        return switch (token) {
            case null -> Optional.empty();
            case Value.Nothing _ -> Optional.empty();
            case Value.Text(String text) -> Optional.of(text);
            case Value.Numeral _, Value.Flag _, Value.Items _, Value.Members _ ->
                    throw unauthenticated(": the member token is not a string");
        };
    }

    private static Optional<String> bearer(Call call) {
        List<String> fields = call.request().headers("Authorization");
        if (fields.size() > 1) {
            throw unauthenticated(": the request has more than one header Authorization; send one");
        }
        return fields.stream()
                .filter(header -> header.toLowerCase(Locale.ROOT).startsWith(BEARER))
                .map(header -> header.substring(BEARER.length()))
                .findFirst();
    }

    /** Error 401; {@code reason} is appended to the requirement. */
    static ApiException unauthenticated(String reason) {
        return new ApiException(ErrorCode.UNAUTHENTICATED, "API token required" + reason);
    }
}
