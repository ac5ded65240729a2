package com.holded.pipeline.reports;

import java.io.OutputStream;
import net.sf.jasperreports.engine.JRException;
import net.sf.jasperreports.engine.JasperReportsContext;
import net.sf.jasperreports.pdf.JRPdfExporter;
import net.sf.jasperreports.pdf.classic.ClassicPdfProducer;
import net.sf.jasperreports.pdf.common.PdfDocumentWriter;
import net.sf.jasperreports.pdf.common.PdfProducer;

/**
 * Tells readers, above all screen readers, the language of a PDF. The template engine does so in tagged documents only,
 * which its free version does not write.
 */
final class LanguageExporter extends JRPdfExporter {
    private final Language language;

    LanguageExporter(JasperReportsContext context, Language language) {
        super(context);
        this.language = language;
    }

    @Override
    protected PdfProducer createPdfProducer() {
        return new ClassicPdfProducer(createPdfProducerContext()) {
            @Override
            public PdfDocumentWriter createWriter(OutputStream out) throws JRException {
                PdfDocumentWriter writer = super.createWriter(out);
                writer.setLanguage(language.locale().toLanguageTag());
                return writer;
            }
        };
    }
}
