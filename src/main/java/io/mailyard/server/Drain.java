package io.mailyard.server;

import io.mailyard.agent.NodeEndpoint;
import io.mailyard.http.HttpServer;
import io.mailyard.operations.Readiness;
import io.mailyard.submission.SubmissionServer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes a server out of service so that no client notices: balancers first, then whoever has a
 * connection. What was acknowledged is kept; what is under way ends.
 */
final class Drain {
    private final Readiness readiness;
    private final HttpServer http;
    private final Optional<SubmissionServer> submission;
    private final Duration notice;
    private volatile @Nullable NodeEndpoint nodes;

    Drain(
            Readiness readiness,
            HttpServer http,
            Optional<SubmissionServer> submission,
            Duration notice) {
        this.readiness = readiness;
        this.http = http;
        this.submission = submission;
        this.notice = notice;
    }

    /** Adds the endpoint whose nodes are sent elsewhere. */
    void nodes(NodeEndpoint endpoint) {
        nodes = endpoint;
    }

    /** Time that balancers have to notice. */
    Duration notice() {
        return notice;
    }

    /**
     * Says by {@code /readiness} that the server is stopping, and serves on for the time of notice.
     * Then, side by side: nodes are sent to another server, SMTP sessions get 421 in place of their
     * next reply, and no more connections are accepted. Returns when open ones have ended, or have
     * had their time.
     */
    void run() {
        readiness.stopping();
        if (!http.isYoung()) {
            pause(notice);
        }
        NodeEndpoint endpoint = nodes;
        if (endpoint != null) {
            endpoint.sendElsewhere();
        }
        Thread smtp =
                Thread.ofVirtual()
                        .name("submission-drain")
                        .start(() -> submission.ifPresent(SubmissionServer::close));
        http.drain();
        try {
            smtp.join();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
