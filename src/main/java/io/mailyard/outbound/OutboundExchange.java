package io.mailyard.outbound;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** One request and what is known of its answer. */
final class OutboundExchange implements Response.Listener {
    private static final String LONG_HEAD =
            "the answer's head is longer than " + OutboundHttp.MAX_HEAD + " bytes";

    /** A failure behind a failure behind a failure is looked at, and no further. */
    private static final int MAX_CAUSES = 4;

    private final CompletableFuture<OutboundAnswer> answer = new CompletableFuture<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final Request request;
    private final OutboundRequest asked;
    private final Duration timeout;
    private volatile boolean connected;

    private volatile @Nullable Response head;

    OutboundExchange(Request request, OutboundRequest asked, Duration timeout) {
        this.request = request;
        this.asked = asked;
        this.timeout = timeout;
    }

    void connected() {
        connected = true;
    }

    CompletableFuture<OutboundAnswer> answer() {
        return answer;
    }

    @Override
    public void onHeaders(Response response) {
        if (HttpStatus.isInformational(response.getStatus())) {
            return;
        }
        head = response;
        if (!asked.whole() && HttpStatus.isSuccess(response.getStatus())) {
            answer.complete(got(response));
        }
    }

    @Override
    public void onContent(Response response, ByteBuffer content) {
        byte[] some = new byte[Math.min(content.remaining(), asked.most() - body.size())];
        content.get(some);
        body.writeBytes(some);
        if (!asked.whole()) {
            answer.complete(got(response));
        } else if (content.hasRemaining()) {
            String tooLong = "the answer is longer than " + asked.most() + " bytes";
            answer.complete(new OutboundAnswer.NoAnswer(tooLong));
            var _ = request.abort(new java.io.IOException(tooLong));
        }
    }

    @Override
    public void onComplete(Result result) {
        Response known = head;
        Throwable failure = result.getFailure();
        if (known != null && (failure == null || !asked.whole())) {
            answer.complete(got(known));
        } else {
            answer.complete(
                    failure == null
                            ? new OutboundAnswer.NoAnswer("an answer without an end")
                            : none(failure));
        }
    }

    private OutboundAnswer got(Response response) {
        return new OutboundAnswer.Got(
                response.getStatus(),
                Optional.ofNullable(response.getReason()).orElse(""),
                field(response, HttpHeader.CONTENT_TYPE),
                field(response, HttpHeader.RETRY_AFTER),
                body.toString(StandardCharsets.UTF_8));
    }

    private static String field(Response response, HttpHeader field) {
        return Optional.ofNullable(response.getHeaders().get(field)).orElse("");
    }

    OutboundAnswer none(Throwable failure) {
        // told by the count, too: a connection that is closed for such a head may say less
        boolean isLong =
                head == null
                        && headBytes() > OutboundHttp.MAX_HEAD
                        && !(failure instanceof OutboundHttp.TooManyInterimAnswers);
        return new OutboundAnswer.NoAnswer(isLong ? LONG_HEAD : why(failure));
    }

    private String why(Throwable failure) {
        return switch (failure) {
            case HostLookup.LookupRefusedException refused -> refused.why();
            case CompletionException wrapped when wrapped.getCause() != null ->
                    why(wrapped.getCause());
            case TimeoutException _ -> late();
            case java.net.SocketTimeoutException _ -> late();
            case SSLException broken -> "TLS: " + broken.getMessage();
            case EOFException _ -> "closed without an answer";
            case HttpException bad when bad.getReason().endsWith("Too Large") -> LONG_HEAD;
            case HttpException bad -> "the answer is not HTTP: " + bad.getReason();
            default ->
                    answerFault(failure, MAX_CAUSES)
                            .map(this::why)
                            .orElseGet(() ->
                                    failure.getMessage() == null
                                            ? "the connection was closed"
                                            : failure.getMessage());
        };
    }

    private String late() {
        String most =
                timeout.toMillis() % 1000 == 0
                        ? timeout.toSeconds() + " s"
                        : timeout.toMillis() + " ms";
        return (connected ? "no answer" : "no connection") + " within " + most;
    }

    /** The fault of the answer, if a fault of the connection hides it. */
    private static Optional<Throwable> answerFault(Throwable failure, int depth) {
        return Stream.concat(
                        Stream.ofNullable(failure.getCause()),
                        Arrays.stream(failure.getSuppressed()))
                .flatMap(behind ->
                        behind instanceof HttpException
                                ? Stream.of(behind)
                                : depth > 0
                                        ? answerFault(behind, depth - 1).stream()
                                        : Stream.empty())
                .findFirst();
    }

    /** Read of a head that is not complete, and of the heads of informational answers before. */
    private long headBytes() {
        return request.getConnection() instanceof org.eclipse.jetty.io.Connection connection
                ? connection.getBytesIn()
                : 0;
    }
}
