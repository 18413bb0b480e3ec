package io.mailyard.tools;

import io.mailyard.access.Scopes;
import java.util.List;

/** Finds pages of the panel and fields of its forms, in the words of a language. */
@FunctionalInterface
public interface PageFinder {
    /**
     * Returns the pages and fields that match.
     *
     * @param text as it was typed
     * @param language {@code en} or {@code ru}
     * @param scopes what the caller may see
     */
    List<FoundItem> find(String text, String language, Scopes scopes);
}
