package io.mailyard.policies;

import io.mailyard.smtp.SmtpReply;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A mail host's answer in the form that bounce patterns match. Removes what says nothing about its
 * meaning and would match patterns by accident: the enhanced code that hosts repeat on every line,
 * in the middle of sentences; mail addresses ({@code antispam@example.com} does not speak of spam);
 * host names and links, except those of block lists; and the remark that a remote server said so.
 * Corrects common misspellings, such as {@code unkown} and {@code recepient}.
 *
 * @param plain code, enhanced code and text, on one line
 * @param whole the original answer on one line, for an administrator's patterns
 */
record AnswerText(String plain, String whole) {
    /**
     * An enhanced code (RFC 3463); qmail and similar programs write {@code (#5.1.1)} at the end.
     */
    private static final Pattern CODE =
            Pattern.compile("(?:^|\\(|\\s)#?([245]\\.[0-9]{1,3}\\.[0-9]{1,3})(?![0-9.])");

    private static final Pattern LEADING =
            Pattern.compile("^\\s*#?([245]\\.[0-9]{1,3}\\.[0-9]{1,3})(?![0-9.])[ :]?");

    /**
     * From the beginning of a word and without a way back: a host may send words of thousands of
     * letters.
     */
    private static final Pattern ADDRESS =
            Pattern.compile(
                    "(?<![^\\s<>()\\[\\]{}\"',;:|])@*+[^\\s<>()\\[\\]{}\"',;:|@]++@[^\\s<>()\\[\\]{}\"',;:|]++");

    /** At least two dots, not within a URL or a path. */
    private static final Pattern HOST =
            Pattern.compile(
                    "(?<![\\w./@:?=&#-])[a-zA-Z0-9_-]+(?:\\.[a-zA-Z0-9_-]+)+\\.[a-zA-Z]{2,}(?![\\w@/-])");

    /**
     * Text that introduces another host's answer, or advice about an address that does not exist:
     * not the subject of the answer.
     */
    private static final Pattern ASIDE =
            Pattern.compile(
                    "(?i)\\b(?:the )?(?:remote|destination|recipient(?:'s)?|next[-"
                            + " ]hop|far|other|target|downstream|internal) (?:mail"
                            + " )?(?:server|host|mta|system)(?: \\S+)? (?=(?:has |have"
                            + " )?(?:returned|said|says|responded|replied|reported|answered|rejected|gave)\\b)"
                            + "|(?:remove|delete) [^.;]{0,40} from your (?:\\w+"
                            + " ){0,2}(?:lists?|database|contacts|address ?book)\\b");

    /**
     * Advice to those who think that it is a mistake, or want to complain; or to correct an
     * address. The groups have what it is about.
     */
    private static final Pattern ADVICE =
            Pattern.compile(
                    "(?i)\\b(?:if you (?:believe|think|feel)|if this is (?:an error|a"
                            + " mistake|in error)|to report (?:spam|abuse))\\b([^;]*)|\\b(?:please"
                            + " )?(?:check|verify|correct|double-?check) ((?:the |your |this"
                            + " )?(?:\\w+ |\\w+'s ){0,2}(?:e-?mail |mail"
                            + " )?(?:address(?:es)?|spelling|name|recipients?)\\b)(?: for \\w+)?(?:"
                            + " and|,|, and|, then)? (?:please )?(?:try|send|re-?send)(?: (?:it|the"
                            + " message|your message|sending))?(?: again)?\\b");

    /**
     * Words of advice that say what the answer is about, which the answer may not say elsewhere.
     */
    private static final Pattern SUBJECT =
            Pattern.compile(
                    "(?i)block|list|spam|\\bip\\b|reputation|server|filter|polic|full|quota|sen[dt]"
                            + "|from|return|reply");

    /**
     * A link to a page with advice, whose words are not the answer: {@code /policy} is not a
     * refusal by policy.
     */
    private static final Pattern LINK =
            Pattern.compile("(?i)\\b(?:https?://|www\\.)[^\\s<>\"()\\[\\]]+");

    /** Google's pages have the reason in {@code p}. */
    private static final Pattern REASON = Pattern.compile("(?i)[?&]p=[a-z]+");

    private static final Pattern BLOCK_LIST =
            Pattern.compile(
                    "(?i)spamhaus|spamcop|sorbs|barracuda|uceprotect|abuseat|spfbl|mimecast|cloudmark"
                            + "|\\b(?:dns|uri|sur)?[rd]?bl\\b");

    /** Common misspellings of the words that say what an answer means, with the right words. */
    private static final Map<Pattern, String> MISSPELT =
            Map.ofEntries(
                    misspelt("unkown|unknow|unknwon|unknonw|uknown|unkonwn", "unknown"),
                    misspelt("rec(?:ie|ei|e|i){1,2}p(?:ei|ie|e|i|ia)nt(s?)", "recipient$1"),
                    misspelt("(?:mai|mal|mial)box(es)?", "mailbox$1"),
                    misspelt("(?:acount|accout|acccount)(s?)", "account$1"),
                    misspelt(
                            "(do|does|did|is|are|was|has|could)(?:nt|'nt|n[\u2018\u2019`\u00b4]t)",
                            "$1n't"),
                    misspelt("do(?:es)? no(?= exist)", "does not"),
                    misspelt("(un)?ava(?:liable|ilible|iable|ilabe|lable)", "$1available"),
                    misspelt("de-activated|desactivated|deactived", "deactivated"),
                    misspelt("dissabled|disbaled", "disabled"),
                    misspelt("in-active", "inactive"));

    private static Map.Entry<Pattern, String> misspelt(String words, String right) {
        return Map.entry(
                Pattern.compile("\\b(?:" + words + ")\\b", Pattern.CASE_INSENSITIVE), right);
    }

    static AnswerText of(SmtpReply reply) {
        String whole = reply.text(BoundedPattern.MAX_TEXT);
        StringBuilder words = new StringBuilder();
        String code = "";
        for (String line : reply.lines()) {
            String rest = line;
            Matcher leading = LEADING.matcher(line);
            if (leading.find()) {
                code = code.isEmpty() ? leading.group(1) : code;
                rest = line.substring(leading.end());
            }
            words.append(' ').append(rest.strip());
        }
        if (code.isEmpty()) {
            code = within(words.toString(), reply.kind());
        }
        String text = spelt(withoutNames(words.toString())).replaceAll("\\s+", " ").strip();
        String plain = reply.code() + " " + (code.isEmpty() ? "" : code + " ") + text;
        return new AnswerText(
                plain.length() <= BoundedPattern.MAX_TEXT
                        ? plain
                        : plain.substring(0, BoundedPattern.MAX_TEXT),
                whole);
    }

    /** The enhanced code at any place of a text; empty if there is none. */
    private static String within(String text, int kind) {
        Matcher matcher = CODE.matcher(text);
        while (matcher.find()) {
            if (matcher.group(1).startsWith(Integer.toString(kind))) {
                return matcher.group(1);
            }
        }
        return "";
    }

    private static String withoutNames(String text) {
        String words =
                LINK.matcher(text)
                        .replaceAll(found ->
                                BLOCK_LIST.matcher(found.group()).find()
                                        ? Matcher.quoteReplacement(found.group())
                                        : reason(found.group()));
        String said = ASIDE.matcher(ADDRESS.matcher(words).replaceAll("@")).replaceAll("");
        String without =
                ADVICE.matcher(said)
                        .replaceAll(found ->
                                saysWhy(found) ? Matcher.quoteReplacement(found.group()) : "");
        return HOST.matcher(without)
                .replaceAll(found ->
                        BLOCK_LIST.matcher(found.group()).find()
                                ? Matcher.quoteReplacement(found.group())
                                : "");
    }

    private static boolean saysWhy(MatchResult advice) {
        String about = advice.group(1) == null ? advice.group(2) : advice.group(1);
        return about != null && SUBJECT.matcher(about).find();
    }

    private static String spelt(String text) {
        String right = text;
        for (Map.Entry<Pattern, String> word : MISSPELT.entrySet()) {
            right = word.getKey().matcher(right).replaceAll(word.getValue());
        }
        return right;
    }

    /** Google's word for the reason in a link; empty if there is none. */
    private static String reason(String link) {
        Matcher matcher = REASON.matcher(link);
        return matcher.find() ? matcher.group() : "";
    }

    /** The enhanced code of {@link #plain}; empty if there is none. */
    String enhanced() {
        List<String> words = List.of(plain.split(" ", 3));
        return words.size() > 1 && CODE.matcher(words.get(1)).matches() ? words.get(1) : "";
    }
}
