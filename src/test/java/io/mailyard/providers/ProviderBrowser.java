package io.mailyard.providers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A browser without scripts that keeps cookies by host and port, and follows no redirect. */
final class ProviderBrowser {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Pattern FORM = Pattern.compile("<form[^>]*action=\"([^\"]+)\"");

    private final URI server;
    private final String publicUrl;
    private final Map<String, Map<String, String>> cookies = new LinkedHashMap<>();

    /**
     * @param publicUrl what the server calls itself, whose requests go to it
     */
    ProviderBrowser(URI server, String publicUrl) {
        this.server = server;
        this.publicUrl = publicUrl;
    }

    /** A page; a path is one of the server's. */
    HttpResponse<String> get(String address) {
        return send(request(address));
    }

    HttpResponse<String> post(String address, String form) {
        return send(
                request(address)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    /** Begins a sign-in by a provider, as the button on the page to sign in does. */
    HttpResponse<String> begin(String address) {
        return post(address, "");
    }

    /** Whether an answer leads to a provider. */
    static boolean leads(HttpResponse<String> answer) {
        return answer.headers().firstValue("Refresh").isPresent();
    }

    /** Where an answer leads. */
    static String location(HttpResponse<String> answer) {
        return answer.headers()
                .firstValue("Refresh")
                .map(refresh -> refresh.replaceFirst("^0; url=", ""))
                .orElseGet(() -> redirect(answer));
    }

    private static String redirect(HttpResponse<String> answer) {
        return answer.uri()
                .resolve(
                        answer.headers()
                                .firstValue("Location")
                                .orElseThrow(() ->
                                        new AssertionError(
                                                answer.statusCode() + " " + answer.body())))
                .toString();
    }

    /** Signs in at npm's oidc-provider; the address that it sends the browser back to. */
    String signInThere(String beginning, String login) {
        return goOnThere(location(begin(beginning)), login);
    }

    /** The same from an address of the provider. */
    String goOnThere(String first, String login) {
        String at = first;
        for (int step = 0; step < 12; step++) {
            if (at.startsWith(publicUrl)) {
                return at;
            }
            HttpResponse<String> answer = get(at);
            if (answer.statusCode() == 200) {
                Matcher form = FORM.matcher(answer.body());
                if (!form.find()) {
                    throw new AssertionError(answer.body());
                }
                String fields =
                        answer.body().contains("name=\"login\"")
                                ? "prompt=login&login=" + login + "&password=x"
                                : "prompt=consent";
                answer = post(answer.uri().resolve(form.group(1)).toString(), fields);
            }
            at = location(answer);
        }
        throw new AssertionError("never back: " + at);
    }

    /** Forgets the cookies of another server. */
    void forget(String other) {
        cookies.remove(URI.create(other).getAuthority());
    }

    String cookie(String name) {
        return cookies.getOrDefault(server.getAuthority(), Map.of()).getOrDefault(name, "");
    }

    void setCookie(String name, String value) {
        cookies.computeIfAbsent(server.getAuthority(), _ -> new LinkedHashMap<>()).put(name, value);
    }

    private HttpRequest.Builder request(String address) {
        URI uri =
                address.startsWith("/")
                        ? server.resolve(address)
                        : URI.create(
                                address.startsWith(publicUrl)
                                        ? server + address.substring(publicUrl.length())
                                        : address);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30));
        StringBuilder line = new StringBuilder();
        cookies.getOrDefault(uri.getAuthority(), Map.of())
                .forEach((name, value) ->
                        line.append(line.isEmpty() ? "" : "; ").append(name + "=" + value));
        if (!line.isEmpty()) {
            request.header("Cookie", line.toString());
        }
        return request;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer =
                    HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            Map<String, String> jar =
                    cookies.computeIfAbsent(
                            answer.uri().getAuthority(), _ -> new LinkedHashMap<>());
            for (String set : answer.headers().allValues("Set-Cookie")) {
                String pair = set.split(";", 2)[0];
                int equals = pair.indexOf('=');
                if (pair.length() == equals + 1) {
                    jar.remove(pair.substring(0, equals));
                } else {
                    jar.put(pair.substring(0, equals), pair.substring(equals + 1));
                }
            }
            return answer;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
