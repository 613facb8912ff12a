package io.lakehouse.crypto.report;

import java.util.PrimitiveIterator;

/**
 * Makes untrusted text completely visible: no hidden characters, no changes of the text direction, no invalid
 * characters.
 */
final class VisibleText {

    /** The maximum length of untrusted text on the page; an ellipsis marks truncated text. */
    static final int LONGEST = 300;

    private static final int REPLACEMENT = 0xFFFD;

    private VisibleText() {}

    /** The text with line breaks and tabs replaced by spaces, and every other invisible character by U+FFFD. */
    static String of(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        PrimitiveIterator.OfInt characters = text.codePoints().iterator();
        while (characters.hasNext()) {
            visible.appendCodePoint(visible(characters.nextInt()));
        }
        return visible.toString();
    }

    private static int visible(int character) {
        if (character == '\t' || character == '\n' || character == '\r') {
            return ' ';
        }
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> REPLACEMENT;
            default -> character;
        };
    }

    /** The text, or its first {@value #LONGEST} characters and an ellipsis. */
    static String shortened(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST)) + "…";
    }
}
