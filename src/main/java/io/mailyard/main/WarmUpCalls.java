package io.mailyard.main;

import io.mailyard.base.StartException;
import io.mailyard.cli.Cli;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The common calls, each in both formats. */
final class WarmUpCalls {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Pattern SAVED = Pattern.compile("saved_id\\D{1,3}([0-9]+)");
    private static final Pattern MEMBER = Pattern.compile("(\\w+)=([^;]*)");

    /** Path and parameters of each call; {@code $} is the account that the first call creates. */
    private static final List<String> CALLS =
            List.of(
                    "accounts/list limit=10",
                    "accounts/list search=warm;is_active=true",
                    "accounts/get id=$",
                    "accounts/save id=$;title=Warmer",
                    "accounts/freeze id=$;reason=warm-up;until=2199-01-01T00:00:00Z",
                    "accounts/unfreeze id=$",
                    "accounts/deactivate id=$",
                    "accounts/activate id=$",
                    "accounts/users/add account_id=$;name=warm;email=warm@example.com",
                    "accounts/users/update account_id=$;name=warm;first_name=Warm",
                    "accounts/users/list account_id=$",
                    "accounts/users/send_welcome account_id=$;name=warm",
                    "accounts/users/delete account_id=$;name=warm",
                    "accounts/delete id=$",
                    "accounts/restore id=$",
                    "accounts/freeze id=none;no_such_parameter=1",
                    "accounts/activate id=999999999",
                    "tariffs/list limit=5",
                    "tokens/list limit=5",
                    "audit/list limit=5;order=desc",
                    "no/such/call id=1");

    private final String base;
    private final String token;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    WarmUpCalls(InetSocketAddress server, String token) {
        this.base = "http://127.0.0.1:" + server.getPort();
        this.token = token;
    }

    void make() throws IOException, InterruptedException {
        for (String page : List.of("/health", "/readiness", "/metrics")) {
            send(HttpRequest.newBuilder(URI.create(base + page)).timeout(TIMEOUT).build());
        }
        for (boolean xml : List.of(false, true, false, true)) {
            String name = "warm-" + Long.toHexString(ThreadLocalRandom.current().nextLong());
            String made =
                    call(
                            "accounts/save name="
                                    + name
                                    + ";title=Warm;tz=UTC;tariff=1;reports_day=1;reports_hour=9",
                            xml);
            Matcher saved = SAVED.matcher(made);
            if (!saved.find()) {
                throw new StartException("the warm-up got no account: " + made);
            }
            for (String call : CALLS) {
                call(call.replace("$", saved.group(1)), xml);
            }
        }
        Cli.root()
                .setOut(new PrintWriter(Writer.nullWriter()))
                .setErr(new PrintWriter(Writer.nullWriter()))
                .execute("accounts", "list", "--url", base, "--token", token);
    }

    private String call(String call, boolean xml) throws IOException, InterruptedException {
        int space = call.indexOf(' ');
        StringBuilder body = new StringBuilder(xml ? "<xml>" : "{");
        Matcher member = MEMBER.matcher(call.substring(space + 1));
        while (member.find()) {
            String name = member.group(1);
            String value = member.group(2);
            if (xml) {
                body.append('<').append(name).append('>').append(value);
                body.append("</").append(name).append('>');
            } else {
                body.append(body.length() > 1 ? "," : "").append('"').append(name).append("\":");
                body.append(value.matches("[0-9]+|true") ? value : "\"" + value + "\"");
            }
        }
        body.append(xml ? "</xml>" : "}");
        URI address = URI.create(base + "/api/v1.1/admin/" + call.substring(0, space));
        return send(
                HttpRequest.newBuilder(address)
                        .timeout(TIMEOUT)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", xml ? "application/xml" : "application/json")
                        .header(
                                "Idempotency-Key",
                                Long.toHexString(ThreadLocalRandom.current().nextLong()))
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                        .build());
    }

    private String send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
}
