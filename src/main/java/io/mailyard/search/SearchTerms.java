package io.mailyard.search;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Terms of a search in an index: every term must be found. A word is the beginning of words unless
 * it stands in quotation marks.
 */
record SearchTerms(List<Term> terms) {
    private static final Pattern QUOTED = Pattern.compile("[\"«“„](.*?)[\"»”“]");

    /** A word; {@code whole}: not also the beginning of a longer one. */
    record Term(String word, boolean whole) {
        boolean isIn(Collection<String> words) {
            return whole
                    ? words.contains(word)
                    : words.stream().anyMatch(known -> known.startsWith(word));
        }
    }

    static final SearchTerms NONE = new SearchTerms(List.of());

    /** The words of what a person typed, {@value IndexWords#MOST} at most. */
    static SearchTerms ofWords(String typed) {
        List<Term> terms = new ArrayList<>();
        Matcher quoted = QUOTED.matcher(typed);
        StringBuilder rest = new StringBuilder();
        while (quoted.find()) {
            IndexWords.of(quoted.group(1)).forEach(word -> terms.add(new Term(word, true)));
            quoted.appendReplacement(rest, " ");
        }
        quoted.appendTail(rest);
        // one letter begins too many words
        IndexWords.of(rest.toString())
                .forEach(word ->
                        terms.add(new Term(word, word.codePointCount(0, word.length()) == 1)));
        return new SearchTerms(List.copyOf(terms));
    }

    /** Codes and words of what a person typed of an answer. */
    static SearchTerms ofAnswer(String typed) {
        List<String> codes = IndexWords.codes(typed);
        String rest = typed;
        for (String code : codes) {
            rest = rest.replace(code, " ");
        }
        SearchTerms terms = ofWords(rest);
        for (String code : codes) {
            terms = terms.and(IndexWords.status(code));
        }
        return terms;
    }

    /** These and a whole word. */
    SearchTerms and(String word) {
        List<Term> more = new ArrayList<>(terms);
        more.add(new Term(word, true));
        return new SearchTerms(List.copyOf(more));
    }

    boolean isEmpty() {
        return terms.isEmpty();
    }

    boolean areIn(Collection<String> words) {
        return terms.stream().allMatch(term -> term.isIn(words));
    }

    /** The text of SQLite's MATCH; words have neither spaces nor quotation marks. */
    String toMatch() {
        return terms.stream()
                .map(term -> '"' + term.word() + '"' + (term.whole() ? "" : " *"))
                .collect(Collectors.joining(" AND "));
    }

    /** The text of PostgreSQL's tsquery. */
    String toTsquery() {
        return terms.stream()
                .map(term -> "'" + term.word() + "'" + (term.whole() ? "" : ":*"))
                .collect(Collectors.joining(" & "));
    }
}
