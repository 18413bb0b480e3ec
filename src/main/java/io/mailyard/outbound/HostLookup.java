package io.mailyard.outbound;

import io.mailyard.base.PublicAddresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Looks a host up once for each request, so that the checked addresses are those connected to,
 * whatever the name resolves to a moment later.
 */
public final class HostLookup implements AutoCloseable {
    /**
     * The system's resolver blocks the thread that carries a virtual one, for half a minute where
     * name servers are away; so it gets threads of its own, one for each request under way.
     */
    private static final int THREADS = 64;

    /** Requests that wait for a thread, and some that wait no more. */
    private static final int MAX_WAITING = 256;

    /** A thread that has nothing to do ends. */
    private static final Duration IDLE = Duration.ofSeconds(10);

    /** Resolves a name; may block for long. */
    @FunctionalInterface
    interface NameResolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    private final boolean anywhere;
    private final String setting;
    private final int ofOwner;
    private final NameResolver resolver;
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(
                    THREADS,
                    THREADS,
                    IDLE.toMillis(),
                    TimeUnit.MILLISECONDS,
                    new ArrayBlockingQueue<>(MAX_WAITING),
                    Thread.ofPlatform().daemon().name("host-lookup-", 1).factory());

    /** Lookups under way by owner, those that nobody waits for any more too. */
    private final Map<String, Integer> underWay = new ConcurrentHashMap<>();

    /**
     * Creates it.
     *
     * @param anywhere whether addresses outside the public Internet are allowed
     * @param setting the one that allows them, for people
     * @param ofOwner lookups of one owner that may be under way
     */
    public HostLookup(boolean anywhere, String setting, int ofOwner) {
        this(anywhere, setting, ofOwner, InetAddress::getAllByName);
    }

    HostLookup(boolean anywhere, String setting, int ofOwner, NameResolver resolver) {
        this.anywhere = anywhere;
        this.setting = setting;
        this.ofOwner = ofOwner;
        this.resolver = resolver;
        threads.allowCoreThreadTimeOut(true);
    }

    /** A host that does not exist, or that no request may be sent to. */
    static final class LookupRefusedException extends Exception {
        private static final long serialVersionUID = 1;

        LookupRefusedException(String reason) {
            super(reason, null, false, false);
        }

        String why() {
            return String.valueOf(getMessage());
        }
    }

    /**
     * The addresses of {@code host} that requests may be sent to; one at least. Fails with {@link
     * LookupRefusedException}, also where as many lookups of the owner are under way as it may
     * have: name servers that answer late take no thread of another owner.
     *
     * @param owner on whose behalf, such as an account
     * @param host a name or an address, without brackets
     * @param most how long it may take
     */
    CompletableFuture<List<InetAddress>> of(String owner, String host, Duration most) {
        CompletableFuture<List<InetAddress>> found = new CompletableFuture<>();
        if (underWay.merge(owner, 1, Integer::sum) > ofOwner) {
            leave(owner);
            found.completeExceptionally(
                    new LookupRefusedException(
                            "the host "
                                    + host
                                    + " is not looked up while "
                                    + ofOwner
                                    + " others of the same owner are"));
            return found;
        }
        try {
            threads.execute(() -> lookUp(owner, host, found));
        } catch (RejectedExecutionException full) {
            leave(owner);
            found.completeExceptionally(
                    new LookupRefusedException("too many hosts are being looked up"));
        }
        return found.orTimeout(most.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void lookUp(String owner, String host, CompletableFuture<List<InetAddress>> found) {
        try {
            if (!found.isDone()) {
                found.complete(allowed(host, resolver.resolve(host)));
            }
        } catch (UnknownHostException none) {
            found.completeExceptionally(
                    new LookupRefusedException("the host " + host + " is not known"));
        } catch (LookupRefusedException refused) {
            found.completeExceptionally(refused);
        } finally {
            leave(owner);
        }
    }

    private void leave(String owner) {
        underWay.computeIfPresent(owner, (_, count) -> count == 1 ? null : count - 1);
    }

    private List<InetAddress> allowed(String host, InetAddress[] all)
            throws LookupRefusedException {
        List<InetAddress> allowed =
                Arrays.stream(all)
                        .filter(address -> anywhere || PublicAddresses.contains(address))
                        .toList();
        if (allowed.isEmpty()) {
            throw new LookupRefusedException(
                    host
                            + " is at "
                            + all[0].getHostAddress()
                            + ", which is not of the public Internet ("
                            + setting
                            + ")");
        }
        return allowed;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
