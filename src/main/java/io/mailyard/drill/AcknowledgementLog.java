package io.mailyard.drill;

import io.mailyard.base.OwnerFiles;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Acknowledgements of the server of a drill, in memory and in a file, line by line as the answers
 * come: the drill's own record, which the store is compared with. For any thread.
 */
final class AcknowledgementLog implements AutoCloseable {
    /** Messages that a drill sends at most: the log is held in memory. */
    static final int MOST_MESSAGES = 2_000_000;

    private final Writer file;
    private final Map<String, Long> messages = new HashMap<>();
    private final Map<Long, List<String>> suppressions = new HashMap<>();
    private final Map<Long, Long> titles = new HashMap<>();
    private final Set<Long> senders = new HashSet<>();
    private List<Long> newMessages = new ArrayList<>();
    private long[] nanos = new long[1024];
    private int writes;

    AcknowledgementLog(Path path) {
        try {
            file = Files.newBufferedWriter(path, StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            throw new DrillFailure("cannot write " + path + ": " + OwnerFiles.reason(e), e);
        }
    }

    /** The message {@code id}, which the drill named {@code subject}, was accepted. */
    synchronized void message(long account, String subject, long id) {
        messages.put(subject, id);
        senders.add(account);
        newMessages.add(id);
        line("message " + account + " " + subject + " " + id);
    }

    /** An address is on an account's list of suppressions. */
    synchronized void address(long account, String address) {
        suppressions.computeIfAbsent(account, _ -> new ArrayList<>()).add(address);
        line("suppression " + account + " " + address);
    }

    /** The title of an account is the one with this number now. */
    synchronized void title(long account, long number) {
        titles.put(account, number);
        line("title " + account + " " + number);
    }

    private void line(String text) {
        if (writes == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * writes);
        }
        nanos[writes++] = System.nanoTime();
        try {
            file.write(text + "\n");
            file.flush();
        } catch (IOException e) {
            throw new DrillFailure(
                    "cannot write what was acknowledged: " + OwnerFiles.reason(e), e);
        }
    }

    /** When the first acknowledgement after a moment came; all by {@link System#nanoTime}. */
    synchronized OptionalLong firstAfter(long moment) {
        int first = writes;
        while (first > 0 && nanos[first - 1] > moment) {
            first--;
        }
        return first == writes ? OptionalLong.empty() : OptionalLong.of(nanos[first]);
    }

    /** Acknowledgements between two moments. */
    synchronized int between(long from, long until) {
        int count = 0;
        for (int i = writes - 1; i >= 0 && nanos[i] > from; i--) {
            count += nanos[i] < until ? 1 : 0;
        }
        return count;
    }

    /** Acknowledgements so far. */
    synchronized int writes() {
        return writes;
    }

    /** Whether a message of an account was accepted. */
    synchronized boolean hasMessages(long account) {
        return senders.contains(account);
    }

    synchronized int messageCount() {
        return messages.size();
    }

    /** Ids of the messages that were acknowledged since the last call. */
    synchronized List<Long> takeNewMessages() {
        List<Long> taken = newMessages;
        newMessages = new ArrayList<>();
        return taken;
    }

    /** Ids by subject. */
    synchronized Map<String, Long> messages() {
        return Map.copyOf(messages);
    }

    /** Numbers of titles by account. */
    synchronized Map<Long, Long> titles() {
        return Map.copyOf(titles);
    }

    /** Suppressed addresses by account. */
    synchronized Map<Long, List<String>> suppressions() {
        Map<Long, List<String>> copy = new HashMap<>();
        suppressions.forEach((account, addresses) -> copy.put(account, List.copyOf(addresses)));
        return copy;
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new DrillFailure(
                    "cannot write what was acknowledged: " + OwnerFiles.reason(e), e);
        }
    }
}
