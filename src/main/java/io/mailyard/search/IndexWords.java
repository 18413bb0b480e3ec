package io.mailyard.search;

import io.mailyard.base.AccountId;
import io.mailyard.base.Sha256;
import io.mailyard.base.TraceId;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Words as the index has them: letters and digits in lower case, without accents except that of й,
 * and a final sigma as any other. Both stores get the same words, whatever their locale; to them a
 * word is any text between spaces.
 */
final class IndexWords {
    /** More words of a text are left out: no reader remembers the 41st. */
    static final int MOST = 40;

    /** Longer words are cut. */
    static final int MAX_CHARS = 40;

    /** Characters of a text that are read. */
    private static final int READ = 2_000;

    private static final Pattern CODE = Pattern.compile("\\b([245]\\.\\d{1,3}\\.\\d{1,3})\\b");
    private static final Pattern ACCENT =
            Pattern.compile("[\\p{Mn}&&[^\\x{306}\\x{3099}\\x{309A}]]+");

    // Marks of words that no text contains: private use characters, three of them, so that the
    // index of beginnings has one entry for all words of a mark
    private static final String ACCOUNT = "\uE000".repeat(3);
    private static final String STATUS = "\uE001".repeat(3);
    private static final String PATTERN = "\uE002".repeat(3);
    private static final String CLASS = "\uE003".repeat(3);
    private static final String RECIPIENT = "\uE004".repeat(3);
    private static final String HEADER_ID = "\uE005".repeat(3);
    private static final String TRACE = "\uE006".repeat(3);

    private IndexWords() {}

    /** The distinct words of a text, in order. */
    static Set<String> of(String text) {
        Set<String> words = new LinkedHashSet<>();
        String folded = folded(text.length() > READ ? text.substring(0, READ) : text);
        StringBuilder word = new StringBuilder();
        for (int at = 0; at < folded.length() && words.size() < MOST; ) {
            int letter = folded.codePointAt(at);
            at += Character.charCount(letter);
            if (Character.isIdeographic(letter)) {
                end(word, words);
                words.add(Character.toString(letter));
            } else if (Character.isLetterOrDigit(letter)
                    || Character.getType(letter) == Character.NON_SPACING_MARK) {
                if (word.length() < MAX_CHARS) {
                    word.appendCodePoint(letter);
                }
            } else {
                end(word, words);
            }
        }
        end(word, words);
        return words;
    }

    private static void end(StringBuilder word, Set<String> words) {
        if (!word.isEmpty() && words.size() < MOST) {
            words.add(word.toString());
        }
        word.setLength(0);
    }

    private static String folded(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.chars().allMatch(letter -> letter < 0x80)) {
            return lower;
        }
        String apart = Normalizer.normalize(lower, Normalizer.Form.NFKD);
        String plain = ACCENT.matcher(apart).replaceAll("").toLowerCase(Locale.ROOT);
        // a final sigma is another letter, and who types a beginning does not know where a word
        // ends
        return Normalizer.normalize(plain.replace('\u03c2', '\u03c3'), Normalizer.Form.NFC);
    }

    /** The enhanced status codes in a text, such as {@code 5.1.1}. */
    static List<String> codes(String text) {
        List<String> codes = new ArrayList<>();
        Matcher matcher = CODE.matcher(text);
        while (matcher.find()) {
            codes.add(matcher.group(1));
        }
        return codes;
    }

    static String account(AccountId account) {
        return ACCOUNT + account.toString();
    }

    static String status(String code) {
        return STATUS + code.replace('.', '\uE001');
    }

    /** An address in whatever case; of its hash, since it may have spaces. */
    static String recipient(String address) {
        return RECIPIENT + hash(address.toLowerCase(Locale.ROOT));
    }

    static String headerId(String id) {
        return HEADER_ID + hash(id);
    }

    /** Of half its digits, as many as a hash has. */
    static String trace(TraceId id) {
        return TRACE + id.text().substring(0, 16);
    }

    /** 64 bits of SHA-256: of a billion texts, two are alike once in forty stores. */
    private static String hash(String text) {
        return Sha256.hex(text).substring(0, 16);
    }

    static String pattern(long id) {
        return PATTERN + Long.toString(id);
    }

    static String bounceClass(String name) {
        return CLASS + name;
    }
}
