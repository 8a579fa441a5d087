"""检查发现的话: the sentence of every code that a batch can count."""

#: Findings of reading: a row that cannot be judged by its cells.
OF_READING = {
    "ragged": "这一行的格数多于列名，各格可能错位",
    "row-short": "这一行的格数少于列名，前后各行却是齐的，各格可能错位，或者这一行断成了几行、没有传完",
    "row-long": "这一行的格数多于列名，多出的是空格，其他行却不是这样：像是某一格里的分隔符没有加引号，其后各格都错了位；如确是行尾多了分隔符，请删去",
    "broken-encoding": "这一格有不能识别的字符（乱码），请按原件重新填写",
    "quote-unclosed": "这一行的引号没有配对，各格可能错位；引号之后的各行另行读取，未受影响",
    "quote-unclear": "这一行的引号写法有歧义，各格可能错位；格内的引号应写成两个",
    "cell-too-long": "这一格长得不像一格的内容，退回时只列出前 1000 字",
    "mangled-number": "这一格的长数字被表格软件改成了近似值，末几位已经丢失，请把该列设为文本后按原件重新填写",
    "error-cell": "这一格是公式错误（如 #N/A、#DIV/0!），请改为实际的值",
    "formula-without-value": "这一格的公式没有算出值，请在表格软件中打开、重新计算并保存，或直接填写值",
    "footer-row": "这一行像是合计、表尾或说明，不是数据，无需改正；如确是数据，请补全各列",
    "example-row": "这一行像是填写示例，不是数据，请删去；如确是数据，请改正以“示例”开头的一格",
    "repeated-header": "这一行与列名相同，不是数据，无需改正",
    "duplicate-key": "这一项在同一个对象里出现了两次，而且值不同",
    "unclear-cell": "这一格里有下拉框、隐藏或划去的文字，分不清以哪个为准，请只写一个值",
    "shown-otherwise": "这一格显示的内容是数字格式拼出来的（如隐藏、按万或千显示、只显示月份），与格内的值不同，请把这一格改为文本格式，照要报的内容填写",
    "struck-out": "这一行整行划了删除线，像是作废，未并入；如已作废，请删去这一行，如仍有效，请去掉删除线",
    "not-corrected": "退回之后没有改动，原来的问题还在；如核对无误，请清空文件里这一行的“检查发现”，或在网页上勾选无误，再报",
    "nested-value": "这一项的值是数组或对象，应为文字",
}

#: Findings that concern the file rather than a row.
OF_THE_BATCH = {
    "unknown-column": "有不认识的列，原文已随原件保存，未并入",
    "column-without-name": "有数据列没有列名，原文已随原件保存，未并入",
    "values-left-out": "更正的记录不再有原先的值，因为这份文件没有那一列，请核对列名",
    "table-elsewhere": "文件里还有别的数据源的表，没有收进本批（读取说明里有表名和数据源），请把这份文件也报到那个数据源；已报的无需处理",
    "files-left": "压缩包里有不是表格的文件（说明、图片、文档），没有读，请核对其中没有要报的数据",
    "values-moved": "更正后的值多是同批另一条记录原先的值，像是有列上下错开了行，请核对；如是更正以前错开的行，无需处理",
    "leaders-moved": "与原先登记不同的法定代表人（负责人），多是同批另一家原先登记的，像是这一列上下错开了行，请核对；如是更正以前错开的行，无需处理",
    "rows-shorter": "有行的格数少于列名，缺的格按空白收下，请核对是否断行或少了分隔符",
    "rows-longer": "有行的行尾比列名多出空白的格，其他行没有，多出的格未读，请核对是否格内的分隔符没有加引号",
    "rows-elsewhere": "按文件里写的总数，还有行不在这份文件里，像是分页导出的一页，请核对其余各页",
    "organ-not-registered": "机关（或它的代码）不在本区机关名录里",
    "no-rows": "文件里只有列名，没有数据行，请核对是否报错了文件",
    "organ-not-sender": "作出决定的是本区另一机关，不是报送机关，请核对；受托代报的无需改正",
    "removal-stands": "该条已报移出日期，这一行没有，像是移出之前的旧数据，未并入，移出日期照旧；改正其他内容请连同移出日期一起报，移出有误、仍在列的请在移出日期填 2099/12/31",
    "listing-outdated": "该条移出之后又重新列入，这一行还是移出以前那次列入的旧数据，未并入，仍按重新列入的；重新列入的这次也已移出的，请连同它的列入日期和移出日期一起报；重新列入有误的，请撤回那一批",
    "number-in-another-list": "同一机关、同一主体、同一文书号在另一种名单里还在列，这一行按另一条收下；确为两种名单的无需改正，如是改正名单种类，请撤回原来的一条",
    "removal-other-number": "同一主体、同一名单的列入与移出用了两个文书号，像是同一条：列入的一条仍按在列；确已移出的，请用列入决定的文书号连同移出日期再报，并撤回另报的一条；确为两条的无需改正",
    "record-withdrawn": "这一行所属的记录已被撤回，新的内容只记入历史，不恢复公示；重新作出的决定请用它自己的文书号报送",
    "file-came-again": "这份文件以前收过，此后有的记录又被更正；这一次后到，又改回了这份文件的内容，请核对不是误发的旧文件；如是误发，请整批撤回",
    "other-item": "这份文件的列名或表名也像是另一数据源的，请核对是否报错；确是本数据源的无需改正",
    "document-number-rewritten": "文书号与已有记录的文书号只是年份括号、“第”字或者序号前的“0”写法不同，已按同一决定并入（更正）；如不是同一决定，请核对文书号",
    "organ-name-differs": "机关的名称与这一代码在机关名录里的名称不同，请核对名称和代码是否为同一机关；只是写法不同的，请改为名录里的全称",
}


def message_of(code: str) -> str:
    """What a code means, for the clerk."""
    from chengxin.collection.checks import register  # late: the checks are expressions, and bring their engine with them

    of_checks = {check.CODE: check.MESSAGE for check in register.every()}
    return (of_checks | OF_READING | OF_THE_BATCH).get(code, code)
