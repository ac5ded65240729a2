package com.holded.pipeline.reports;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Reads a workbook as its standard (ECMA-376) says, written apart from the library that writes it.
 *
 * @param sheets rows of cells by the names of the sheets, in order
 * @param xml the parts by their names
 */
record XlsxText(Map<String, List<List<Cell>>> sheets, Map<String, String> xml) {

    /** Type as in the file: {@code n} is a number. */
    record Cell(String type, String value) {}

    static XlsxText read(byte[] bytes) throws IOException {
        Map<String, String> xml = new TreeMap<>();
        Path file = Files.createTempFile("report", ".xlsx");
        Files.write(file, bytes);
        // By its central directory, as spreadsheets do.
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                xml.put(entry.getName(), new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8));
            }
        } finally {
            Files.delete(file);
        }
        Map<String, List<List<Cell>>> sheets = new LinkedHashMap<>();
        NodeList names = parse(xml.get("xl/workbook.xml")).getElementsByTagName("sheet");
        for (int index = 0; index < names.getLength(); index++) {
            String name = ((Element) names.item(index)).getAttribute("name");
            sheets.put(name, rows(parse(xml.get("xl/worksheets/sheet" + (index + 1) + ".xml"))));
        }
        return new XlsxText(sheets, xml);
    }

    /** The texts of a sheet's rows; an empty cell is an empty text. */
    List<List<String>> texts(int sheet) {
        return List.copyOf(sheets.values()).get(sheet).stream()
                .map(row -> row.stream().map(Cell::value).toList())
                .toList();
    }

    private static List<List<Cell>> rows(Document sheet) {
        List<List<Cell>> rows = new ArrayList<>();
        NodeList elements = sheet.getElementsByTagName("row");
        for (int index = 0; index < elements.getLength(); index++) {
            List<Cell> row = new ArrayList<>();
            NodeList cells = ((Element) elements.item(index)).getElementsByTagName("c");
            for (int place = 0; place < cells.getLength(); place++) {
                Element cell = (Element) cells.item(place);
                while (row.size() < column(cell.getAttribute("r"))) {
                    row.add(new Cell("", ""));
                }
                String type = cell.getAttribute("t");
                row.add(new Cell(type.isEmpty() ? "n" : type, cell.getTextContent()));
            }
            rows.add(row);
        }
        return rows;
    }

    private static int column(String reference) {
        int column = 0;
        for (char letter : reference.replaceAll("\\d", "").toCharArray()) {
            column = column * 26 + letter - 'A' + 1;
        }
        return column - 1;
    }

    private static Document parse(String xml) throws IOException {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        } catch (ParserConfigurationException | SAXException wrong) {
            throw new UncheckedIOException(new IOException(wrong));
        }
    }
}
