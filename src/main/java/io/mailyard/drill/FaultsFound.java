package io.mailyard.drill;

import java.util.ArrayList;
import java.util.List;

/** Faults that a drill found: sentences, each once. For any thread. */
final class FaultsFound {
    /** More say no more. */
    private static final int MOST = 100;

    private final List<String> sentences = new ArrayList<>();
    private long more;

    synchronized void add(String sentence) {
        if (sentences.contains(sentence)) {
            return;
        }
        if (sentences.size() < MOST) {
            sentences.add(sentence);
        } else {
            more++;
        }
    }

    synchronized boolean isEmpty() {
        return sentences.isEmpty();
    }

    synchronized List<String> all() {
        List<String> all = new ArrayList<>(sentences);
        if (more > 0) {
            all.add("and " + more + " more");
        }
        return all;
    }
}
