package io.mailyard.events;

import io.mailyard.base.PublicAddresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Looks a host up, once for each request: the addresses that are checked are the addresses that are
 * connected to, whatever the name says a moment later.
 */
final class HostLookup implements AutoCloseable {
    /**
     * The system's resolver blocks the thread that carries a virtual one, for half a minute where
     * name servers are away; so it gets threads of its own.
     */
    private static final int THREADS = 4;

    private final boolean anywhere;
    private final ExecutorService resolvers =
            Executors.newFixedThreadPool(
                    THREADS, Thread.ofPlatform().daemon().name("webhook-lookup-", 1).factory());

    /**
     * @param anywhere whether addresses that are not of the public Internet will do
     */
    HostLookup(boolean anywhere) {
        this.anywhere = anywhere;
    }

    /** A host that no request may be sent to, or that there is not. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String reason) {
            super(reason, null, false, false);
        }

        String why() {
            return String.valueOf(getMessage());
        }
    }

    /**
     * The addresses of {@code host} that requests may be sent to; one at least. Fails with {@link
     * Refused}.
     *
     * @param host a name or an address, without brackets
     * @param most how long it may take
     */
    CompletableFuture<List<InetAddress>> of(String host, Duration most) {
        CompletableFuture<List<InetAddress>> found = new CompletableFuture<>();
        try {
            resolvers.execute(() -> {
                try {
                    found.complete(allowed(host, InetAddress.getAllByName(host)));
                } catch (UnknownHostException none) {
                    found.completeExceptionally(new Refused("the host " + host + " is not known"));
                } catch (Refused refused) {
                    found.completeExceptionally(refused);
                }
            });
        } catch (RejectedExecutionException closed) {
            found.completeExceptionally(new Refused("closing"));
        }
        return found.orTimeout(most.toMillis(), TimeUnit.MILLISECONDS);
    }

    private List<InetAddress> allowed(String host, InetAddress[] all) throws Refused {
        List<InetAddress> allowed =
                Arrays.stream(all)
                        .filter(address -> anywhere || PublicAddresses.contains(address))
                        .toList();
        if (allowed.isEmpty()) {
            throw new Refused(
                    host
                            + " is at "
                            + all[0].getHostAddress()
                            + ", which is not of the public Internet (webhooks.private-networks)");
        }
        return allowed;
    }

    @Override
    public void close() {
        resolvers.shutdownNow();
    }
}
