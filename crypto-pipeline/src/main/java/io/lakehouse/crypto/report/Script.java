package io.lakehouse.crypto.report;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * A script of the page.
 *
 * @param text the exact text between the script tags
 * @param hash the hash that the content security policy lists
 */
record Script(String text, String hash) {

    static Script of(String text) {
        return new Script(text, "sha256-" + Base64.getEncoder().encodeToString(sha256(text)));
    }

    /**
     * Escapes JSON so that nothing in it can end its script element. JSON contains these characters only in strings.
     */
    static String data(String json) {
        return json.replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Cannot hash a script: every JDK has SHA-256.", e);
        }
    }
}
