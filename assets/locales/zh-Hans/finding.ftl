# 查找：搜索、标签、分类、订阅。

search-title = 搜索：{ $query }
search-for = 搜索内容
search-again = 搜索论坛
search-narrow = 缩小搜索范围
search-example-tag = tag:酵母
search-means-tag = 只看带这个标签的主题
search-example-user = user:ada
search-means-user = 只看这位成员写的内容
search-example-category = category:酿造
search-means-category = 只看这个分类
search-example-answered = is:answered
search-means-answered = 已有回答的问题
search-example-unanswered = is:unanswered
search-means-unanswered = 还没有回答的问题
search-example-accepted = is:accepted
search-means-accepted = 已采纳回答的问题
search-example-score = score:5
search-means-score = 得分不低于 5 的帖子；也可以用 <、>、<= 和 =
search-example-phrase = "二次发酵"
search-means-phrase = 这几个字必须连在一起
search-example-without = -葡萄酒
search-means-without = 不看含有这个词的内容
search-unknown = 搜索不认识“{ $filter }”这个条件。
search-nowhere = 这里没有“{ $filter }”。
search-people = 成员
search-no-words = 还不知道要找什么
search-no-words-hint = 除了要排除的词，还要写一个想找的词。
search-none = 没有找到相关内容
search-none-hint = 试试少写几个词、换个说法，或者去掉一个条件。
search-no-more = 没有更多结果了
search-count = { $n } 条结果
search-cut = 以下是最近 { $n } 条结果中最相关的。多写几个词或加上条件，可以找到更早的内容。
search-chosen-from = 按这些条件只查找了最近的 { $shown } 个帖子。换一个词或更少见的标签，可以找到更早的内容。
search-answer = 回答
search-reply = 回复
search-accepted = 已采纳
search-score = 得分 { $shown }
search-previous = 上一页结果
search-next = 更多结果

tags-find = 查找标签
tags-starting = 标签的开头
tags-all = 全部标签
tags-none = 还没有标签
tags-none-hint = 主题用上标签后，就会列在这里。
tags-no-match = 没有以“{ $start }”开头的标签
tags-cut = 这里列出最常用的 { $n } 个标签。输入开头的字可以查找其他标签。

categories-none = 还没有分类
categories-nothing = 这里还没有内容
categories-topics = 个主题

feed-answer = 回答：{ $title }
feed-reply = 回复：{ $title }
